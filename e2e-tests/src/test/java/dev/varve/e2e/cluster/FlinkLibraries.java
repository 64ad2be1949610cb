// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the build has laid out: the lib directory of a Flink distribution, and the fat jars of the jobs. */
final class FlinkLibraries {
    /** A checkout of another release that was built, relative to the root of this one. */
    static final String PREVIOUS = "varve.previous";

    private static final String PROPERTY = "varve.root";

    private FlinkLibraries() {}

    /** Where processes leave what a failing test names. */
    static Path target() throws IOException {
        return root().resolve("e2e-tests/target/flink");
    }

    static Path lib() throws IOException {
        Path lib = target().resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new IOException("Missing Flink's libraries: no directory " + lib
                    + ". HINT: mvn -pl e2e-tests -am -DskipTests test-compile lays it out.");
        }
        return lib;
    }

    /** A file system that the distribution brings. */
    static Path plugin(String name) throws IOException {
        Path plugin = root().resolve("tools/target/plugins").resolve(name);
        if (!Files.isDirectory(plugin)) {
            throw new IOException("Missing plugin: no directory " + plugin
                    + ". HINT: mvn -pl tools -am -DskipTests process-resources lays it out.");
        }
        return plugin;
    }

    /** The fat jar of a module. */
    static Path jar(String module) throws IOException {
        return jar(root(), module);
    }

    /** The fat jar that the release before has of a module. */
    static Path previousJar(String module) throws IOException {
        return jar(root().resolve(System.getProperty(PREVIOUS, "")), module);
    }

    private static Path jar(Path checkout, String module) throws IOException {
        Path target = checkout.resolve(module).resolve("target");
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(target)) {
            try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "varve-" + module + "-*-all.jar")) {
                jars.forEach(found::add);
            }
        }
        if (found.size() != 1) {
            throw new IOException("Missing fat jar: expected one varve-" + module + "-*-all.jar in " + target
                    + ", found " + found + ". HINT: mvn -pl " + module + " -am -DskipTests package builds it.");
        }
        return found.get(0);
    }

    private static Path root() throws IOException {
        String root = System.getProperty(PROPERTY);
        if (root == null || root.isBlank()) {
            throw new IOException("Missing system property " + PROPERTY + ": the directory of the whole project.");
        }
        return Path.of(root).toAbsolutePath();
    }
}
