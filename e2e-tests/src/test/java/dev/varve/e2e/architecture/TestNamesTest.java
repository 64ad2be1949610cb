// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about test sources of all modules, which no class path holds together. */
class TestNamesTest {
    private static final Path ROOT = Path.of(System.getProperty("varve.root"));

    /** Names that are overridden are those of somebody else's suite. */
    private static final Pattern TEST_PREFIX = Pattern.compile("(?<!@Override\\n    )void test[A-Z_]\\w*\\(");

    private static final Pattern FOREIGN =
            Pattern.compile("import (static )?(org\\.mockito|org\\.hamcrest|org\\.junit\\.(?!jupiter|platform))");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep\\(");

    @Test
    void testNamesStateBehaviour() throws IOException {
        assertThat(filesWith(TEST_PREFIX)).isEmpty();
    }

    @Test
    void testsUseJupiterAndAssertJOnly() throws IOException {
        assertThat(filesWith(FOREIGN)).isEmpty();
    }

    @Test
    void testsAwaitConditionsInsteadOfSleeping() throws IOException {
        List<String> sleeping = filesWith(SLEEP);

        assertThat(sleeping)
                .allMatch(
                        file -> file.endsWith("Await.java") || file.endsWith("FaultyStore.java"),
                        "only the awaiting loop and the store that is slow on purpose pause");
    }

    private static List<String> filesWith(Pattern pattern) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().contains("/src/test/java/"))
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("TestNamesTest.java"))
                    .filter(file -> pattern.matcher(textOf(file)).find())
                    .map(file -> ROOT.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read " + file, e);
        }
    }
}
