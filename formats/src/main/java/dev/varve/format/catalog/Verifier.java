package dev.varve.format.catalog;

import dev.varve.format.archive.Archive;
import java.io.IOException;

/** Proves that an archive is whole, or names what is not. */
public final class Verifier {
    private Verifier() {}

    /**
     * Verifies an archive. Damage becomes findings.
     *
     * @throws IOException if the store cannot be listed, or changes cannot be read
     */
    public static VerifyReport verify(Archive archive, VerifyOptions options, VerifyProgress progress)
            throws IOException {
        throw new UnsupportedOperationException();
    }
}
