// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.show;

import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestReader;
import dev.varve.format.store.Store;
import dev.varve.tools.output.JsonMembers;
import dev.varve.tools.show.ShownFile.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifest: who wrote it, and the segments it names with their entries. */
final class ManifestMembers {
    private ManifestMembers() {}

    static void put(JsonMembers members, Store store, String name, Problems problems) throws IOException {
        List<Map<String, @Nullable Object>> segments = new ArrayList<>();
        try (ManifestReader reader = ManifestReader.open(store, name)) {
            members.put("archiveId", reader.archiveId().hex())
                    .put("writerId", reader.writerId().hex())
                    .put("created", reader.created())
                    .put("segmentCount", reader.segmentCount())
                    .put("containedManifests", reader.containedManifests());
            members.put("segments", segments);
            for (Optional<ManifestEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                segments.add(segment(entry.get()));
            }
        } catch (IOException e) {
            problems.add(e);
        }
    }

    private static Map<String, @Nullable Object> segment(ManifestEntry entry) {
        JsonMembers footer = new JsonMembers();
        SegmentMembers.putFooter(footer, entry.footer());
        return new JsonMembers()
                .put("segment", entry.segmentName())
                .put("length", entry.objectLength())
                .put("blockCount", entry.footer().blocks().size())
                .put("runCount", entry.footer().runs().size())
                .put("footer", footer.asMap())
                .asMap();
    }
}
