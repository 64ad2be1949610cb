// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Where a cluster has its configuration, logs, checkpoints and temporary files. Logs and configuration outlive it. */
record ClusterDirectory(Path root) {
    /** What Flink's own set-up does: everything goes to a file, and the standard output is for what the client prints. */
    private static final String LOGGING = """
            rootLogger.level = INFO
            rootLogger.appenderRef.file.ref = File
            appender.file.name = File
            appender.file.type = FILE
            appender.file.fileName = ${sys:log.file}
            appender.file.layout.type = PatternLayout
            appender.file.layout.pattern = %d{HH:mm:ss,SSS} %-5p %-40c{1.} [%t] - %m%n%xEx
            """;

    static ClusterDirectory create() throws IOException {
        Path all = Files.createDirectories(FlinkLibraries.target().resolve("clusters"));
        ClusterDirectory made = new ClusterDirectory(Files.createTempDirectory(all, "cluster-"));
        for (Path each : List.of(made.conf(), made.logs(), made.checkpoints(), made.temporary(), made.plugins())) {
            Files.createDirectories(each);
        }
        Files.writeString(made.logging(), LOGGING);
        made.placeMain();
        return made;
    }

    /** Next to Flink's own classes nothing else of this class path may be seen. */
    private void placeMain() throws IOException {
        String name = FlinkMain.class.getName().replace('.', '/') + ".class";
        Path place = main().resolve(name);
        Files.createDirectories(Objects.requireNonNull(place.getParent()));
        try (InputStream type = FlinkMain.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(Objects.requireNonNull(type, name), place);
        }
    }

    void writeConfig(List<String> lines) throws IOException {
        Files.write(conf().resolve("config.yaml"), lines);
    }

    void linkPlugins(List<String> names) throws IOException {
        for (String name : names) {
            Files.createSymbolicLink(plugins().resolve(name), FlinkLibraries.plugin(name));
        }
    }

    Path conf() {
        return root.resolve("conf");
    }

    Path logging() {
        return conf().resolve("log4j2.properties");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path checkpoints() {
        return root.resolve("checkpoints");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path plugins() {
        return root.resolve("plugins");
    }

    Path main() {
        return root.resolve("main");
    }

    /** Leaves what a failing test names. */
    void deleteAllButLogs() throws IOException {
        for (Path each : List.of(checkpoints(), temporary(), main())) {
            try (Stream<Path> files = Files.walk(each)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
