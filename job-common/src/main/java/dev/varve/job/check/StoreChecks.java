// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.check;

import dev.varve.format.MissingObjectException;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** What a job needs of its store, tried below the archive's own folder. */
public final class StoreChecks {
    /** Lines of every job: {@link #open}. */
    public static final String LIST = "store-list";

    /** Lines of a job that writes: {@link #write}. */
    public static final String WRITE = "store-write";

    /** Lines of a job that writes, and of one that reads what is there. */
    public static final String READ = "store-read";

    /** Of a job that writes where what is written leaves something to delete: Google Cloud Storage. */
    public static final String TEMPORARIES = "store-temporaries";

    private static final List<String> SAMPLED =
            List.of(ObjectNames.IDENTITY_FOLDER, ObjectNames.DATA_FOLDER, ObjectNames.MIXED_FOLDER);
    private static final String TEMPORARY_BUCKET = "gs.writer.temporary.bucket.name";
    private static final int SKIPPED_BYTES = 7;

    private final Checks checks;
    private @Nullable URI temporaries;

    public StoreChecks(Checks checks) {
        this.checks = checks;
    }

    /**
     * Sets up the file systems of this process and lists the archive's folder.
     *
     * @return the store; empty if it cannot be listed
     */
    public Optional<Store> open(ConnectionConfig.Store config, String archive) {
        temporaries = temporaries(config);
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
     * Writes a marker as a backup writes objects, and reads a part of it back. It stays: a backup has no right to delete. Whoever
     * may not read cannot write either, because names are looked for and objects read back: then it is reading that has failed.
     *
     * @param folder the archive's
     */
    public void write(Store folder, Clock clock) {
        String name =
                ObjectNames.marker(clock.instant(), ThreadLocalRandom.current().nextInt());
        byte[] content = ("Written by varve check at " + clock.instant() + ". Nobody needs it: it may be deleted.\n")
                .getBytes(StandardCharsets.UTF_8);
        Optional<IOException> refused = create(folder, name, content);
        Optional<IOException> unreadable = refused.isEmpty() ? Optional.empty() : unreadable(folder, name, content);
        if (unreadable.isPresent()) {
            checks.skip(WRITE, READ);
            checks.that(READ, () -> {
                throw unreadable.get();
            });
            return;
        }
        boolean written = checks.that(WRITE, () -> {
            if (refused.isPresent()) {
                throw refused.get();
            }
            return "wrote " + folder.location() + "/" + name;
        });
        if (written) {
            checks.that(READ, () -> readRange(folder, name, content));
            checkTemporaries(folder, name);
        } else {
            checks.skip(READ, WRITE);
        }
    }

    /** Where Google's file system keeps what it is about to compose, and asks to delete it afterwards without looking at the answer. */
    private static @Nullable URI temporaries(ConnectionConfig.Store config) {
        String bucket = config.uri().getAuthority();
        return "gs".equals(config.uri().getScheme())
                ? URI.create(
                        "gs://" + config.properties().getOrDefault(TEMPORARY_BUCKET, bucket) + "/.inprogress/" + bucket)
                : null;
    }

    private void checkTemporaries(Store folder, String name) {
        URI all = temporaries;
        if (all == null) {
            return;
        }
        checks.helpful(TEMPORARIES, () -> {
            String object = URI.create(folder.location() + "/" + name).getPath().substring(1);
            List<String> left = new ArrayList<>();
            FlinkFileStore.open(all).list(object, (temporary, length) -> left.add(temporary));
            if (!left.isEmpty()) {
                throw new IOException(
                        "Cannot delete temporary objects: " + all + "/" + left.get(0) + " is left over, and each commit"
                                + " would leave as many bytes as it writes. HINT: grant storage.objects.delete on temporary objects;"
                                + " docs/stores.md tells how without a right to delete archives.");
            }
            return "none is left of the marker";
        });
    }

    private static Optional<IOException> create(Store folder, String name, byte[] content) {
        try {
            folder.create(name, content);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /** Empty if the object can be read, or is just not there. */
    private static Optional<IOException> unreadable(Store folder, String name, byte[] content) {
        try {
            readRange(folder, name, content);
            return Optional.empty();
        } catch (MissingObjectException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    /**
     * Reads a part of what an archive has: of its identity, and of segments, of which it takes some written last.
     *
     * @param folder the archive's; it may be empty
     * @return whether it worked
     */
    public boolean read(Store folder) {
        return checks.that(READ, () -> {
            List<String> names = new ArrayList<>();
            for (String within : SAMPLED) {
                Optional<String> name = any(folder, within);
                if (name.isPresent()) {
                    readSome(folder, name.get());
                    names.add(name.get());
                }
            }
            return names.isEmpty() ? "nothing to read yet" : "read inside " + String.join(" and ", names);
        });
    }

    private static Optional<String> any(Store folder, String within) throws IOException {
        String last = within;
        for (List<String> inside = folder.folders(last); !inside.isEmpty(); inside = folder.folders(last)) {
            last = last + "/" + inside.get(inside.size() - 1);
        }
        List<String> names = new ArrayList<>();
        folder.list(last, (name, length) -> names.add(name));
        return names.stream().findFirst();
    }

    private static void readSome(Store folder, String name) throws IOException {
        try (StoredObject object = folder.open(name)) {
            long from = Math.min(object.length(), SKIPPED_BYTES);
            int length = Math.toIntExact(Math.min(object.length() - from, 64));
            object.readFully(from, new byte[length], 0, length);
        }
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
