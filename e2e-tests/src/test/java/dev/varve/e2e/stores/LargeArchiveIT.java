// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.stores.GeneratedArchive.Segments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on archives of many segments, in processes with a small heap. The large ones take minutes. */
class LargeArchiveIT {
    private static final int MANY_SEGMENTS = Integer.getInteger("varve.segments", 200_000);
    private static final int MANY_ENTRIES = Integer.getInteger("varve.entries", 1_000_000);

    @TempDir
    private Path directory;

    private String run(String heap, int exitCode, String... arguments) throws Exception {
        Instant started = Instant.now();
        try (ToolProcess process = ToolProcess.start(directory, heap, Map.of(), arguments)) {
            process.awaitExit(exitCode);
            System.out.println("varve " + String.join(" ", arguments) + " in -Xmx" + heap + ": "
                    + Duration.between(started, Instant.now()).toMillis() + " ms with the start of the JVM");
            return process.printed();
        }
    }

    /** One is missing: it is found among all the others. */
    private void verifyAll(int segments, String heap) throws Exception {
        GeneratedArchive generated = GeneratedArchive.write(directory, segments, Segments.WRITTEN);
        Path missing = generated.segments().get(segments / 2);
        Files.delete(missing);

        String printed =
                run(heap, 3, "verify", "--full", "--store", directory.toString(), "--archive", GeneratedArchive.NAME);

        assertThat(printed)
                .containsOnlyOnce("missing-segment  ")
                .contains(directory
                        .resolve(GeneratedArchive.NAME)
                        .relativize(missing)
                        .toString())
                .containsOnlyOnce("hole  ")
                .doesNotContain("damaged", "unreadable");
        assertThat(number(printed, " segments, ")).isEqualTo(segments);
        assertThat(number(printed, " records, ")).isEqualTo(GeneratedArchive.records(segments - 1));
    }

    /** Everything, which the catalog's sums answer, and a window of time, for which the runs are read. */
    private void planAll(int entries, String heap) throws Exception {
        GeneratedArchive.write(directory, entries, Segments.ONLY_NAMED);
        Instant half = GeneratedArchive.START.plus(GeneratedArchive.BETWEEN_COMMITS.multipliedBy(entries / 100 / 2));

        String everything = run(heap, 0, "plan", "--config", config(""), "--json");
        String window = run(heap, 0, "plan", "--config", config("timeRange: {from: " + half + "}"), "--json");

        assertThat(json(everything, "records")).isEqualTo(GeneratedArchive.records(entries));
        assertThat(json(window, "records")).isEqualTo(GeneratedArchive.records(entries) / 2);
    }

    private String config(String more) throws Exception {
        return Files.writeString(Files.createTempFile(directory, "restore", ".yaml"), """
                version: 1
                archive: %s
                id: large
                target: {bootstrapServers: '%s'}
                store: {uri: '%s'}
                %s
                """.formatted(
                                GeneratedArchive.NAME, TestCluster.target().bootstrapServers(), directory, more))
                .toString();
    }

    /** The number before a text. */
    private static long number(String printed, String following) {
        String before = printed.substring(0, printed.indexOf(following));
        return Long.parseLong(before.substring(before.lastIndexOf(' ') + 1).replace(",", ""));
    }

    /** The first number of that name. */
    private static long json(String printed, String name) {
        String after = printed.substring(printed.indexOf("\"" + name + "\"") + name.length() + 3);
        return Long.parseLong(
                after.substring(0, after.indexOf(',')).replace(":", "").strip());
    }

    @Test
    void verifiesEverySegmentInSmallHeap() throws Exception {
        verifyAll(3_000, "64m");
    }

    @Test
    void plansEveryEntryInSmallHeap() throws Exception {
        planAll(20_000, "96m");
    }

    @Tag("soak")
    @Test
    void verifiesTwoHundredThousandSegmentsInHalfGibibyte() throws Exception {
        verifyAll(MANY_SEGMENTS, "512m");
    }

    @Tag("soak")
    @Test
    void plansMillionEntriesInHalfGibibyte() throws Exception {
        planAll(MANY_ENTRIES, "512m");
    }
}
