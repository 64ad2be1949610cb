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

    Path broker() {
        return directory.resolve("broker");
    }

    Path store() {
        return directory.resolve("store");
    }

    Path config() {
        return directory.resolve("backup.yaml");
    }

    void writeConfig(String archive, DemoCluster cluster) throws IOException {
        String yaml = String.join(
                "\n",
                "version: 1",
                "archive: " + archive,
                "source:",
                "  bootstrapServers: " + cluster.bootstrapServers(),
                "store:",
                "  uri: \"" + store() + "\"",
                "mode: once",
                "commitInterval: 2s",
                "stateDir: \"" + directory.resolve("state") + "\"",
                "");
        Files.writeString(config(), yaml, StandardCharsets.UTF_8);
    }

    List<String> howToPlay(DemoCluster cluster) {
        return List.of(
                "",
                "Kept, to play with:",
                "  broker    " + cluster.bootstrapServers() + ", process " + cluster.pid(),
                "  archive   " + store() + "/demo",
                "  look      varve list --partitions --config " + config(),
                "            varve cat orders 0 --limit 2 --config " + config(),
                "            varve verify --full --config " + config(),
                "  go on     varve backup --config " + config(),
                "  stop      kill " + cluster.pid() + " && rm -r " + directory);
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
