// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.LedgerTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import java.io.IOException;
import java.nio.file.Path;

/** A restore of one topic to another one, slow enough to be hit. */
public final class RestoreScenario extends JobScenario<RestoreScenario> implements AutoCloseable {
    private final JobRun unlimited;
    private final String id;
    private final WrittenTopics written;
    private final LedgerTopic ledger;

    private RestoreScenario(StandaloneCluster cluster, JobRun run, Path savepoints, String id, WrittenTopics written)
            throws Exception {
        super(cluster, run.with("--set", "rateLimit=16KiB"), savepoints);
        this.unlimited = run;
        this.id = id;
        this.written = written;
        this.ledger = LedgerTopic.of(TestCluster.target(), id);
    }

    /**
     * Restores what was written to the topic.
     *
     * @param id of the restore, and name of the topic in the target
     */
    public static RestoreScenario of(BackupScenario.Archived archived, String id, StandaloneCluster cluster)
            throws Exception {
        RestoreOf restore = RestoreOf.archive(archived.backup(), TestCluster.target(), id)
                .with("topics: [{source: " + archived.topic() + ", target: " + id + "}]");
        Path directory = archived.backup().directory();
        JobRun run = JobRun.restore(write(directory.resolve(id + ".yaml"), restore.yaml()));
        return new RestoreScenario(cluster, run, directory.resolve(id + "-savepoints"), id, archived.written());
    }

    @Override
    RestoreScenario self() {
        return this;
    }

    @Override
    long progress() throws Exception {
        return ledger.restored();
    }

    /** From the next start on; before, it takes a minute or more. */
    public RestoreScenario withoutRateLimit() {
        runAs(unlimited);
        return this;
    }

    /** From the next start on. */
    public RestoreScenario atRate(String bytesPerSecond) {
        runAs(unlimited.with("--set", "rateLimit=" + bytesPerSecond));
        return this;
    }

    /** The job ends by itself: the target holds exactly what was committed at the source, as a plain consumer sees it. */
    public RestoreScenario expectSameRecords() throws Exception {
        job().awaitFinish();
        requireFaultsBefore(progress());
        System.out.println(
                written.check(TestCluster.target(), name -> id).requireExact().summary() + ", restore " + id);
        return this;
    }

    /** Nobody has waited: the client says so, and the ledger has no word of a verification. */
    public RestoreScenario expectNotVerified() throws Exception {
        assertThat(job().printed()).contains("nobody waits for it: the target is not verified");
        assertThat(ledger.verified()).isZero();
        return this;
    }

    /** {@code flink run} of the same restore once more, without {@code -d}: adds nothing and verifies. */
    public RestoreScenario verify() throws Exception {
        Printed printed = cluster().execute(unlimited.inSubtasks(2).waiting());
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        assertThat(printed.text()).contains("verified, the target holds what was restored");
        assertThat(ledger.verified()).isPositive();
        written.check(TestCluster.target(), name -> id).requireExact();
        return this;
    }

    @Override
    public void close() throws IOException {
        endJob();
    }
}
