// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.archive.Archive;
import java.io.IOException;
import java.time.Duration;

/** Proves that an archive is whole, or names what is not. Recorded gaps are no findings. */
public final class Verifier {

    /** How long a segment may be without a manifest before that is a finding. */
    public static final Duration PENDING = Duration.ofHours(1);

    private Verifier() {}

    /**
     * Verifies an archive. Damage becomes findings, also an object that the store cannot read.
     *
     * @param progress called by several threads
     * @throws dev.varve.format.UnsupportedFormatException if there is a change of an unknown kind
     * @throws dev.varve.format.CorruptArchiveException if a change is damaged
     * @throws IOException if the store cannot be listed, or manifests cannot be read
     */
    public static VerifyReport verify(Archive archive, VerifyOptions options, VerifyProgress progress)
            throws IOException {
        return new Verification(archive, options, progress).run();
    }
}
