// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Flink's state of a job that does not run: deleted, kept aside, and put back when it is old. */
record JobState(Path directory, Path aside) {

    void delete() throws IOException {
        delete(directory);
    }

    /** Keeps it as it is now, instead of what was kept before. */
    void keepAside() throws IOException {
        delete(aside);
        copy(directory, aside);
    }

    /** Puts back what was kept aside; nothing if nothing was. */
    void putBack() throws IOException {
        if (Files.exists(aside)) {
            delete(directory);
            copy(aside, directory);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (!Files.exists(from)) {
            return;
        }
        for (Path file : tree(from)) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(Objects.requireNonNull(copy.getParent()));
            Files.copy(file, copy);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            for (Path file :
                    tree(directory).stream().sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> tree(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.toList();
        }
    }
}
