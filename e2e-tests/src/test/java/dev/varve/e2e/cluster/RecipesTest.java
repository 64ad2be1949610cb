// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that users copy are those that the tests of this package send, with other paths. */
class RecipesTest {
    private static final String SAVEPOINT = "s3://bucket/savepoints/savepoint-4f1c2a-d0d9a6a3c7e1";
    private static final String CHECKPOINT = "s3://bucket/checkpoints/9d0c1f0e7b7f4f0c8a4be5e6f3b1a2c4/chk-87";
    private static final JobRun BACKUP = JobRun.of(Path.of("varve-backup-job.jar"), Path.of("backup.yaml"));
    private static final JobRun RESTORE = JobRun.of(Path.of("varve-restore-job.jar"), Path.of("restore.yaml"));

    private static Set<String> sent() {
        Stream<JobRun> runs = Stream.of(BACKUP, RESTORE)
                .flatMap(job -> Stream.of(job, job.from(SAVEPOINT), job.from(CHECKPOINT), job.waiting()))
                .flatMap(job -> Stream.of(job.inSubtasks(2), job.inSubtasks(3)));
        Stream<List<String>> others = Stream.of(
                SubmittedJob.stopping("s3://bucket/savepoints", "JOB_ID"),
                SubmittedJob.savepoint("s3://bucket/savepoints", "JOB_ID"),
                SubmittedJob.cancelling("JOB_ID"));
        return Stream.concat(runs.map(JobRun::command), others)
                .map(command -> "flink " + String.join(" ", command))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/running-on-flink.md", "savepoints-README.md"})
    void areWhatTheTestsSend(String file) throws IOException {
        List<String> recipes = Files.readAllLines(Path.of(System.getProperty("varve.root"), file)).stream()
                .filter(line -> line.startsWith("flink "))
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .toList();

        assertThat(recipes).isNotEmpty().isSubsetOf(sent());
    }
}
