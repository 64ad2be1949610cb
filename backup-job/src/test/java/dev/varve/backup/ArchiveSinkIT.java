// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.backup.SmallFlink.Job;
import dev.varve.backup.scripted.Script;
import dev.varve.backup.scripted.ScriptedSource;
import dev.varve.backup.sink.BackupSteps;
import dev.varve.backup.sink.BackupSteps.Moment;
import dev.varve.backup.sink.BackupSteps.Step;
import dev.varve.format.catalog.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sink on a mini cluster, fed by a script: what a reader finds in the archive is what the script says, each record once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchiveSinkIT {
    private static final Script SCRIPT = new Script(List.of("orders", "quiet"), 3, 24, 400);
    private static final ScriptedSource SOURCE = new ScriptedSource(SCRIPT, 48, true);

    /** So small that one topic gets own files and each commit has several. */
    private static final String[] SMALL = {
        "segment: {targetSize: 64KiB, blockSize: 4KiB, ownFileAbove: 16KiB}", "bufferMemory: 1MiB"
    };

    private SmallFlink flink;
    private ScriptedArchive archive;

    @TempDir
    private Path directory;

    @BeforeAll
    void startFlink() throws Exception {
        flink = SmallFlink.start();
    }

    @AfterAll
    void stopFlink() throws Exception {
        flink.close();
    }

    @BeforeEach
    void createArchive(@TempDir Path root) throws IOException {
        archive = ScriptedArchive.create(root);
    }

    private Job job() {
        return Job.of(SOURCE, archive.config(SMALL));
    }

    @Test
    void archivesEveryRecordOnce() throws Exception {
        flink.complete(job());

        Catalog catalog = archive.requireAll(SCRIPT);
        requireNothingTwice(catalog);
        assertThat(archive.manifests()).hasSizeGreaterThan(2);
    }

    static Stream<Arguments> failures() {
        List<Arguments> failures = new ArrayList<>();
        for (Step step : Step.values()) {
            for (Moment moment : Moment.values()) {
                failures.add(Arguments.of(step, moment, 1));
            }
        }
        failures.add(Arguments.of(Step.COMMIT_FILE, Moment.BEFORE, 2));
        failures.add(Arguments.of(Step.COMMIT_FILE, Moment.AFTER, 2));
        return failures.stream();
    }

    @ParameterizedTest(name = "{1} {0} {2}")
    @MethodSource("failures")
    void survivesFailureAtEveryStep(Step step, Moment moment, int number) throws Exception {
        int passes = step == Step.CLOSE_FOR_COMMIT ? 0 : 1;
        FailAt failure = new FailAt(step, moment, number, passes, 1, step + "-" + moment + "-" + number);

        flink.complete(job().watchedBy(failure));

        assertThat(failure.hasFailed()).isTrue();
        requireNothingTwice(archive.requireAll(SCRIPT));
        archive.requireEachSegmentInOneManifest();
    }

    @Test
    void survivesFailureOfOneOfSeveralSubtasks() throws Exception {
        FailAt failure = FailAt.once(Step.MANIFEST_WRITE, Moment.BEFORE, 1);
        JobID job = flink.submit(Job.of(new ScriptedSource(SCRIPT, 16, false), archive.config(SMALL))
                .at(3)
                .watchedBy(failure));
        SmallFlink.await("all archived", () -> archive.requirePrefix(SCRIPT) == SCRIPT.end() * SCRIPT.partitionCount());
        flink.cancel(job);

        assertThat(failure.hasFailed()).isTrue();
        requireNothingTwice(archive.requireAll(SCRIPT));
    }

    /** Deletes the first segment that is committed, as a wrong lifecycle rule would. */
    private record DeleteBeforeReadBack(String folder) implements BackupSteps {
        @Override
        public void reached(Step step, Moment moment, int number) throws IOException {
            if (step == Step.READ_BACK && moment == Moment.BEFORE) {
                try (Stream<Path> files = Files.walk(Path.of(folder))) {
                    for (Path file : files.filter(f ->
                                    f.toString().endsWith(".vsg") && !f.toFile().isHidden())
                            .toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    @Test
    void missingCommittedSegmentFailsTheJobByName() throws Exception {
        BackupSteps deleting = new DeleteBeforeReadBack(archive.folder().toString());

        assertThatThrownBy(() -> flink.complete(job().watchedBy(deleting)))
                .hasStackTraceContaining("committed segment(s) in")
                .hasStackTraceContaining("segment-")
                .hasStackTraceContaining("HINT: something deletes objects there");

        assertThat(archive.manifests()).isEmpty();
    }

    @Test
    void crashBetweenCommitAndManifestChangesNothingForReaders() throws Exception {
        FailAt always = new FailAt(Step.MANIFEST_WRITE, Moment.BEFORE, 1, 0, 1_000, "no-manifest");

        assertThatThrownBy(() -> flink.complete(job().watchedBy(always)))
                .hasStackTraceContaining("Injected failure BEFORE MANIFEST_WRITE 1");

        assertThat(archive.manifests()).isEmpty();
        assertThat(archive.segments()).isNotEmpty();
        assertThat(archive.requirePrefix(SCRIPT)).isPositive();
    }

    @Test
    void deletingAllManifestsChangesNoRecord() throws Exception {
        flink.complete(job());

        archive.deleteManifests();

        requireNothingTwice(archive.requireAll(SCRIPT));
    }

    @Test
    void olderSavepointWritesAgainAndIsReadOnce() throws Exception {
        ScriptedSource endless = new ScriptedSource(SCRIPT, 48, false);
        JobID first = flink.submit(Job.of(endless, archive.config(SMALL)));
        SmallFlink.await("a commit", () -> !archive.manifests().isEmpty());
        String savepoint = flink.stop(first, directory.resolve("savepoints"));
        flink.complete(job().from(savepoint));

        flink.complete(job().from(savepoint));

        Catalog catalog = archive.requireAll(SCRIPT);
        assertThat(ScriptedArchive.partition(catalog, SCRIPT.partition(0)).overlaps())
                .isNotEmpty();
    }

    @Test
    void rescalesFromOneToThreeToTwo() throws Exception {
        ScriptedSource slow = new ScriptedSource(SCRIPT, 6, false);
        Job job = Job.of(slow, archive.config(SMALL));
        String savepoint = stopAfterManifests(job, 1);
        savepoint = stopAfterManifests(job.at(3).from(savepoint), 3);

        JobID last = flink.submit(Job.of(new ScriptedSource(SCRIPT, 48, false), archive.config(SMALL))
                .at(2)
                .from(savepoint));
        SmallFlink.await("all archived", () -> archive.requirePrefix(SCRIPT) == SCRIPT.end() * SCRIPT.partitionCount());
        flink.cancel(last);

        requireNothingTwice(archive.requireAll(SCRIPT));
    }

    private String stopAfterManifests(Job job, int more) throws Exception {
        int before = archive.manifests().size();
        JobID running = flink.submit(job);
        SmallFlink.await("commits", () -> archive.manifests().size() >= before + more);
        return flink.stop(running, directory.resolve("savepoints"));
    }

    @Test
    void committablesOfThreeSubtasksAreCommittedByOne() throws Exception {
        ScriptedSource all = new ScriptedSource(SCRIPT, 1_000, false);
        Job job = Job.of(all, archive.config("commitInterval: 1h", SMALL[0], SMALL[1]))
                .at(3);
        JobID running = flink.submit(job);
        SmallFlink.await("files are open", () -> openFiles() >= 3);
        String savepoint = flink.cancelWithSavepoint(running, directory.resolve("savepoints"));
        assertThat(archive.segments()).isEmpty();

        flink.complete(job().from(savepoint));

        requireNothingTwice(archive.requireAll(SCRIPT));
    }

    private long openFiles() throws IOException {
        try (Stream<Path> files = Files.walk(archive.folder())) {
            return files.filter(file -> file.toString().contains(".inprogress."))
                    .count();
        }
    }

    @Test
    void twoThousandPartitionsShareFewFiles() throws Exception {
        Script many = new Script(List.of("a", "b", "c", "d"), 500, 2, 20);

        flink.complete(Job.of(new ScriptedSource(many, 4_000, true), archive.config("commitInterval: 10s")));

        requireNothingTwice(archive.requireAll(many));
        assertThat(archive.segments()).hasSizeLessThan(4);
    }

    @Test
    void largeTopicGetsItsOwnFilesAndQuietOnesShare() throws Exception {
        flink.complete(job());

        assertThat(archive.segments())
                .anyMatch(name -> name.startsWith("data/orders/"))
                .anyMatch(name -> name.startsWith("mixed/"))
                .noneMatch(name -> name.startsWith("data/quiet/"));
    }

    @Test
    void segmentsEndAtTheirTargetSize() throws Exception {
        Script large = new Script(List.of("orders"), 1, 60, 4_000);

        flink.complete(Job.of(
                new ScriptedSource(large, 1_000, true),
                archive.config("segment: {targetSize: 64KiB, blockSize: 4KiB}", "compression: {codec: none}")));

        archive.requireAll(large);
        List<Long> lengths = new ArrayList<>();
        archive.open().store().list("data", (name, length) -> lengths.add(length));
        assertThat(lengths).hasSizeGreaterThan(10).allMatch(length -> length < 64 * 1024 + 50_000);
    }

    private static void requireNothingTwice(Catalog catalog) {
        catalog.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .forEach(partition -> assertThat(partition.overlaps())
                        .as("written twice: %s", partition.partition())
                        .isEmpty());
    }
}
