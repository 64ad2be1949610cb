package dev.varve.format.manifest;

import dev.varve.format.Id;
import dev.varve.format.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads a manifest one segment at a time; memory does not grow with the manifest. For one thread.
 */
public final class ManifestReader implements Closeable {
    private ManifestReader() {}

    /**
     * Opens a manifest and checks its header and the checksum of its payload.
     *
     * @param archive the store below the archive's folder
     * @throws dev.varve.format.CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     */
    public static ManifestReader open(Store archive, String name) throws IOException {
        throw new UnsupportedOperationException();
    }

    public String name() {
        throw new UnsupportedOperationException();
    }

    public Id archiveId() {
        throw new UnsupportedOperationException();
    }

    public Id writerId() {
        throw new UnsupportedOperationException();
    }

    public Instant created() {
        throw new UnsupportedOperationException();
    }

    /** How many segments the manifest names. */
    public long segmentCount() {
        throw new UnsupportedOperationException();
    }

    /** Names of the manifests whose segments this one repeats; empty for the manifest of a commit. */
    public List<String> containedManifests() {
        throw new UnsupportedOperationException();
    }

    /**
     * The next segment, in ascending order of names; empty after the last.
     *
     * @throws dev.varve.format.CorruptArchiveException if the payload is damaged
     */
    public Optional<ManifestEntry> next() throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {}
}
