// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.Store;
import dev.varve.job.config.ArchivePlace;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.config.OptionType;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which archive is meant: a job's configuration, or a store and a name. */
final class ArchiveLocation {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take store and archive from this file of a backup or of a restore.")
    private @Nullable Path config;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description = "The store: a local path, or a URI as in store.uri of a configuration.")
    private @Nullable String store;

    @Option(
            names = "--store-property",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting of the store's file system, as in store.properties. May be repeated. A value '$${NAME}', in"
                            + " single quotes, is taken from the environment: secrets do not belong into a command line.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(names = "--archive", paramLabel = "NAME", description = "Name of the archive in the store.")
    private @Nullable String archive;

    /** Whether any of the options was given. */
    boolean isGiven() {
        return config != null || store != null || archive != null;
    }

    /** The store; and the archive's name, if one is given. */
    Place place() throws IOException {
        if (config != null && (store != null || archive != null)) {
            throw new UsageException(
                    "Invalid combination: --config already names store and archive.",
                    "give either --config FILE, or --store URI and --archive NAME");
        }
        if (store == null && !properties.isEmpty()) {
            throw new UsageException(
                    "Invalid combination: --store-property goes with --store only.",
                    "with --config, the file's store.properties hold");
        }
        if (config != null) {
            requireFile(config);
            ArchivePlace found = ArchivePlace.load(config, System::getenv);
            return new Place(open(found.store()), Optional.of(found.archive()));
        }
        if (store == null) {
            throw new UsageException(
                    "Missing option: which archive is meant?", "give --config FILE, or --store URI and --archive NAME");
        }
        return new Place(open(store, properties), Optional.ofNullable(archive));
    }

    /**
     * Opens the archive.
     *
     * @throws ArchiveNotFoundException naming the archives that the store has
     */
    Archive archive() throws IOException {
        Place place = place();
        if (place.archive().isEmpty()) {
            throw new UsageException("Missing option: --archive NAME.", "the store has " + place.describeArchives());
        }
        return place.open();
    }

    static BackupConfig parse(Path file, List<String> overrides) {
        requireFile(file);
        return BackupConfig.load(file, overrides, System::getenv);
    }

    private static void requireFile(Path file) {
        if (!Files.exists(file)) {
            throw new UsageException("Missing configuration file: " + file, "check the path");
        }
    }

    private static Store open(String place, Map<String, String> properties) throws IOException {
        if (!SCHEME.matcher(place).matches()) {
            return new LocalStore(Path.of(place));
        }
        URI uri;
        try {
            uri = ConnectionConfig.Store.parseUri(place);
        } catch (OptionType.RejectedValueException e) {
            throw new UsageException(
                    "Invalid store: expected " + e.getMessage() + ".",
                    e.hint().isEmpty() ? "docs/stores.md has an example for each store" : e.hint());
        }
        Map<String, String> resolved = new LinkedHashMap<>();
        properties.forEach((key, value) -> resolved.put(key, StoreProperty.resolve(key, value, System::getenv)));
        return open(new ConnectionConfig.Store(uri, resolved));
    }

    private static Store open(ConnectionConfig.Store place) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        FlinkFileStore.configureProcess(place.properties(), temporary, List.of(place.uri()));
        return FlinkFileStore.open(place.uri());
    }

    /** A store, and which archive of it. */
    record Place(Store store, Optional<String> archive) {

        Archive open() throws IOException {
            String name = archive.orElseThrow();
            try {
                return Archive.open(store, name);
            } catch (ArchiveNotFoundException e) {
                throw new ArchiveNotFoundException(store.location(), name, "the store has " + describeArchives());
            }
        }

        String describeArchives() throws IOException {
            List<String> names = Archive.names(store);
            return switch (names.size()) {
                case 0 -> "no archive; check the path";
                case 1 -> "one archive: " + names.get(0);
                default -> "these archives: " + String.join(", ", names);
            };
        }
    }
}
