// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import dev.varve.format.Id;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What the bytes of a manifest look like: FORMAT.md section 10. */
final class ManifestFormat {
    static final String MAGIC = "VARVEMAN";
    static final String END_MAGIC = "VARVEMND";
    static final int HEADER_LENGTH = 100;
    static final int TRAILER_LENGTH = 12;
    static final int KIND_COMMIT = 1;
    static final int KIND_ROLL_UP = 2;
    static final int CODEC_ZSTD = 1;

    private ManifestFormat() {}

    /** The id in the name of a manifest that names these segments. */
    static Id contentId(Iterable<String> sortedNames) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        for (String name : sortedNames) {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '\n');
        }
        return Id.readFrom(ByteBuffer.wrap(digest.digest()));
    }
}
