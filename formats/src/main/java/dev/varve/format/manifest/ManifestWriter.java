package dev.varve.format.manifest;

import dev.varve.format.Id;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Writes the manifest of a commit. */
public final class ManifestWriter {
    private ManifestWriter() {}

    /**
     * Writes a manifest. The name follows from the segment names, so a repeated commit on the same UTC date finds its manifest and
     * keeps it.
     *
     * @param archive the store below the archive's folder
     * @param now time of the commit, which also gives the date in the name
     * @param entries at least one, in any order, each segment once
     * @return the manifest's name, relative to the archive
     * @throws dev.varve.format.ObjectExistsException if an object of that name lists other segments
     */
    public static String write(Store archive, Id archiveId, Id writerId, Instant now, List<ManifestEntry> entries)
            throws IOException {
        throw new UnsupportedOperationException();
    }
}
