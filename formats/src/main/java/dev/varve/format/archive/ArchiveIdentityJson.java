// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.Id;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.layout.ObjectNames;
import java.io.IOException;
import java.time.Instant;

/** {@link ArchiveIdentity} as JSON: FORMAT.md section 5. */
public final class ArchiveIdentityJson {
    private static final String FORMAT = "varve-identity";

    private ArchiveIdentityJson() {}

    /** The whole object. Equal identities give equal bytes. */
    public static byte[] encode(ArchiveIdentity identity) {
        return SmallObjectJson.encode(FORMAT, json -> {
            json.writeStringField("archiveId", identity.archiveId().hex());
            json.writeNumberField("pathScheme", identity.pathScheme());
            json.writeStringField("sourceClusterId", identity.sourceClusterId());
            json.writeStringField("created", identity.created().toString());
            json.writeStringField("writer", identity.writer());
        });
    }

    /**
     * Reads a whole object.
     *
     * @param objectName relative to the archive; must be the one that belongs to the archive id
     * @throws dev.varve.format.CorruptArchiveException if the object is damaged
     * @throws UnsupportedFormatException if it needs a newer reader
     */
    public static ArchiveIdentity decode(String objectName, byte[] object) throws IOException {
        JsonMembers members = SmallObjectJson.decode(objectName, object, FORMAT);
        int pathScheme = members.smallInteger("pathScheme", 1);
        if (pathScheme != ArchiveIdentity.PATH_SCHEME) {
            throw new UnsupportedFormatException(objectName, 0, "path scheme " + pathScheme);
        }
        Id archiveId = members.id("archiveId");
        if (!ObjectNames.identity(archiveId).equals(objectName)) {
            throw members.corrupt("archive id " + archiveId + " does not belong to this name");
        }
        String clusterId = members.text("sourceClusterId");
        Instant created = members.instant("created");
        return new ArchiveIdentity(archiveId, pathScheme, clusterId, created, members.text("writer"));
    }
}
