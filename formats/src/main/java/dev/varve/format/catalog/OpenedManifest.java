// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.archive.Archive;
import dev.varve.format.manifest.ManifestEntry;
import dev.varve.format.manifest.ManifestReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A manifest opened ahead of its turn, or what was wrong with it. */
record OpenedManifest(
        String name,
        @Nullable ManifestReader reader,
        @Nullable ArchiveException damage) implements Closeable {

    /** Takes one segment after another. */
    @FunctionalInterface
    interface EntryConsumer {
        void accept(ManifestEntry entry) throws IOException;
    }

    /** The manifest is damaged; entries before the damage were handed over. */
    static final class DamageException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ArchiveException damage;

        DamageException(ArchiveException damage) {
            super(damage);
            this.damage = damage;
        }

        ArchiveException damage() {
            return damage;
        }
    }

    static OpenedManifest open(Archive archive, String name) throws IOException {
        try {
            ManifestReader reader = ManifestReader.open(archive.store(), name);
            try {
                archive.requireKnown(name, reader.archiveId());
            } catch (ArchiveException e) {
                reader.close();
                throw e;
            }
            return new OpenedManifest(name, reader, null);
        } catch (ArchiveException e) {
            return new OpenedManifest(name, null, e);
        }
    }

    void forEach(EntryConsumer consumer) throws IOException, DamageException {
        if (reader == null) {
            throw new DamageException(Objects.requireNonNull(damage));
        }
        Optional<ManifestEntry> entry = next(reader);
        while (entry.isPresent()) {
            consumer.accept(entry.get());
            entry = next(reader);
        }
    }

    private static Optional<ManifestEntry> next(ManifestReader reader) throws IOException, DamageException {
        try {
            return reader.next();
        } catch (ArchiveException e) {
            throw new DamageException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
