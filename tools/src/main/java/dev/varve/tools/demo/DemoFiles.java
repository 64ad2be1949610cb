// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The demo's directory; it goes away with the demo unless it is to be kept, also when the JVM is interrupted. */
final class DemoFiles implements AutoCloseable {
    private final Path directory;
    private final Demo.After after;
    private final Thread cleanUp = new Thread(this::deleteQuietly, "demo-clean-up");

    private DemoFiles(Path directory, Demo.After after) {
        this.directory = directory;
        this.after = after;
    }

    static DemoFiles create(Demo.After after) throws IOException {
        DemoFiles files = new DemoFiles(Files.createTempDirectory("varve-demo-"), after);
        if (after == Demo.After.CLEAN_UP) {
            Runtime.getRuntime().addShutdownHook(files.cleanUp);
        }
        return files;
    }

    boolean kept() {
        return after == Demo.After.KEEP;
    }

    Path broker(String name) {
        return directory.resolve("broker-" + name);
    }

    Path store() {
        return directory.resolve("store");
    }

    private String state() {
        return "stateDir: \"" + directory.resolve("state") + "\"";
    }

    private String storeLines() {
        return "store:\n  uri: \"" + store() + "\"";
    }

    /** Writes what {@code varve backup} is to do; returns the file. */
    Path backup(String archive, DemoCluster source) throws IOException {
        return write(
                "backup.yaml",
                "version: 1",
                "archive: " + archive,
                "source:",
                "  bootstrapServers: " + source.bootstrapServers(),
                storeLines(),
                "mode: once",
                "commitInterval: 2s",
                state());
    }

    /** Writes what {@code varve restore} is to do; returns the file. */
    Path restore(String archive, DemoCluster target) throws IOException {
        return write(
                "restore.yaml",
                "version: 1",
                "archive: " + archive,
                "id: " + archive,
                "target:",
                "  bootstrapServers: " + target.bootstrapServers(),
                storeLines(),
                state());
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    }

    List<String> howToPlay(DemoCluster source, DemoCluster target) {
        String backup = " --config " + directory.resolve("backup.yaml");
        String restore = " --config " + directory.resolve("restore.yaml");
        return List.of(
                "",
                "Kept, to play with:",
                "  source    " + source.bootstrapServers() + ", process " + source.pid() + ", its topics are deleted",
                "  target    " + target.bootstrapServers() + ", process " + target.pid() + ", has what was restored",
                "  archive   " + store() + "/demo",
                "  look      varve list --partitions" + backup,
                "            varve cat orders 0 --limit 2" + backup,
                "            varve verify --full" + backup,
                "  again     varve restore" + restore,
                "  stop      kill " + source.pid() + " " + target.pid() + " && rm -r " + directory);
    }

    @Override
    public void close() throws IOException {
        if (kept()) {
            return;
        }
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(cleanUp);
        } catch (IllegalStateException e) {
            // The JVM ends already: the hook runs, or has nothing left to do.
            return;
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Deleted before.
            return;
        }
    }

    /** In a shutdown hook nobody is left to tell. */
    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException | RuntimeException e) {
            directory.toFile().deleteOnExit();
        }
    }
}
