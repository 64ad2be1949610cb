// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.check;

import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** What a job needs of its store, tried below the archive's own folder. */
public final class StoreChecks {
    /** Lines of every job: {@link #open}. */
    public static final String LIST = "store-list";

    /** Lines of a job that writes: {@link #write}. */
    public static final String WRITE = "store-write";

    /** Lines of a job that writes, and of one that reads what is there. */
    public static final String READ = "store-read";

    private static final int SKIPPED_BYTES = 7;

    private final Checks checks;

    public StoreChecks(Checks checks) {
        this.checks = checks;
    }

    /**
     * Sets up the file systems of this process and lists the archive's folder.
     *
     * @return the store; empty if it cannot be listed
     */
    public Optional<Store> open(ConnectionConfig.Store config, String archive) {
        return checks.need(
                LIST,
                () -> {
                    FlinkFileStore.configureProcess(
                            config.properties(), Path.of(System.getProperty("java.io.tmpdir")), List.of(config.uri()));
                    Store store = FlinkFileStore.open(config.uri());
                    store.under(archive).folders("");
                    return store;
                },
                store -> "listed " + store.location() + "/" + archive);
    }

    /**
     * Writes a marker as a backup writes objects, and reads a part of it back. It stays: a backup has no right to delete.
     *
     * @param folder the archive's
     */
    public void write(Store folder, Clock clock) {
        String name =
                ObjectNames.marker(clock.instant(), ThreadLocalRandom.current().nextInt());
        byte[] content = ("Written by varve check at " + clock.instant() + ". Nobody needs it: it may be deleted.\n")
                .getBytes(StandardCharsets.UTF_8);
        boolean written = checks.that(WRITE, () -> {
            folder.create(name, content);
            return "wrote " + folder.location() + "/" + name;
        });
        if (written) {
            checks.that(READ, () -> readRange(folder, name, content));
        } else {
            checks.skip(READ, WRITE);
        }
    }

    /**
     * Reads a part of an object that is there.
     *
     * @param within where to look for one
     * @return whether it worked
     */
    public boolean read(Store folder, String within) {
        return checks.that(READ, () -> {
            List<String> names = new ArrayList<>();
            folder.list(within, (name, length) -> names.add(name));
            if (names.isEmpty()) {
                return "nothing to read yet";
            }
            String name = names.get(0);
            try (StoredObject object = folder.open(name)) {
                int length = Math.toIntExact(Math.min(object.length() - 1, 64));
                object.readFully(1, new byte[length], 0, length);
                return "read " + length + " bytes inside " + name;
            }
        });
    }

    private static String readRange(Store folder, String name, byte[] expected) throws IOException {
        byte[] found = new byte[expected.length - SKIPPED_BYTES];
        try (StoredObject object = folder.open(name)) {
            object.readFully(SKIPPED_BYTES, found, 0, found.length);
        }
        if (!Arrays.equals(found, Arrays.copyOfRange(expected, SKIPPED_BYTES, expected.length))) {
            throw new IOException(
                    "Corrupt answer of store " + folder.location() + ": " + name
                            + " holds other bytes than were written. HINT: something between here and the store changes objects.");
        }
        return "read " + found.length + " bytes at position " + SKIPPED_BYTES + " of it";
    }
}
