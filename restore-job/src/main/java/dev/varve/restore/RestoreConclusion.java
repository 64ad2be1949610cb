// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.format.Id;
import dev.varve.job.ExitCode;
import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.report.ReportContent;
import dev.varve.restore.report.ReportFile;
import dev.varve.restore.report.RestoreReport;
import dev.varve.restore.source.RestoreGoal;
import dev.varve.restore.target.Expiry;
import dev.varve.restore.target.TargetTopics;
import dev.varve.restore.verification.PartitionContent;
import dev.varve.restore.verification.PartitionResult.Status;
import dev.varve.restore.verification.ReadPlan;
import dev.varve.restore.verification.Surplus;
import dev.varve.restore.verification.Verification;
import dev.varve.restore.verification.VerificationJob;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What follows once every record is in the target: it is read back, gets its own settings, and all is reported. */
final class RestoreConclusion {
    private final RestoreConfig config;
    private final RestoreGoal goal;
    private final Clock clock;
    private final PrintStream messages;

    RestoreConclusion(RestoreConfig config, RestoreGoal goal, Clock clock, PrintStream messages) {
        this.config = config;
        this.goal = goal;
        this.clock = clock;
        this.messages = messages;
    }

    ExitCode conclude(StreamExecutionEnvironment environment, Instant started, Consumer<RestoreReport> out)
            throws Exception {
        List<PlannedTopic> topics = goal.plan().topics();
        try (Ledger ledger = goal.ledger().open();
                TargetTopics targets = TargetTopics.open(goal.ledger().clients(), goal.policy())) {
            Verification verification = verify(environment, ledger.read());
            ledger.append(verification.entries());
            LedgerContent verified = ledger.read();
            if (verification.status() != Status.DIFFERS) {
                Set<String> finished = targets.finish(topics, verified, ledger::append);
                if (!finished.isEmpty()) {
                    messages.println("Topics have their own settings now: " + String.join(", ", finished));
                }
            }
            Map<String, Id> ids = targets.topicIds(
                    topics.stream().map(topic -> topic.target().topic()).collect(Collectors.toSet()));
            RestoreReport report = new ReportContent(goal.plan(), ledger.read(), ids)
                    .report(started, clock.instant(), verification, expiry(targets, topics));
            tell(report, out);
            return exitCode(report, verification.status());
        }
    }

    private Verification verify(StreamExecutionEnvironment environment, LedgerContent ledger) throws Exception {
        List<PlannedTopic> topics = goal.plan().topics();
        try (TargetCluster cluster = new TargetCluster(goal.ledger().clients(), "varve-verification")) {
            ReadPlan plan = ReadPlan.of(topics, ledger, cluster, goal.ledger().transactionTimeout());
            VerificationJob job = new VerificationJob(
                    goal.ledger().clients(), plan, config.sourceOffsetHeader(), environment.getParallelism());
            if (!job.isEmpty()) {
                messages.println("Verifying: reading the target back");
            }
            Map<LedgerContent.TargetPartition, PartitionContent> contents = contents(job, environment, cluster);
            return Verification.compare(topics, ledger, plan, contents, Surplus.allowedBy(config.target()));
        }
    }

    private static Map<LedgerContent.TargetPartition, PartitionContent> contents(
            VerificationJob job, StreamExecutionEnvironment environment, TargetCluster cluster) throws Exception {
        try {
            return job.run(environment);
        } catch (ExecutionException e) {
            throw MissingRight.isCauseOf(e) ? cluster.failure(e) : e;
        }
    }

    private List<Expiry> expiry(TargetTopics targets, List<PlannedTopic> topics) throws IOException {
        List<Expiry> all = new ArrayList<>();
        Map<String, Map<String, String>> settings = targets.settings(
                topics.stream().map(topic -> topic.target().topic()).collect(Collectors.toSet()));
        for (PlannedTopic topic : topics) {
            Map<String, String> own = settings.getOrDefault(topic.target().topic(), Map.of());
            all.addAll(Expiry.of(topic, own, clock.instant()));
        }
        return all;
    }

    private void tell(RestoreReport report, Consumer<RestoreReport> out) throws IOException {
        out.accept(report);
        URI file = config.report();
        if (file != null) {
            new ReportFile(file).write(report);
            messages.println("Report written to " + file);
        }
    }

    /** What could not be verified is a finding: nobody has seen that it is right. */
    private static ExitCode exitCode(RestoreReport report, Status status) {
        return switch (status) {
            case DIFFERS -> ExitCode.FAILED;
            case UNVERIFIED -> ExitCode.FINDINGS;
            case VERIFIED -> report.hasFindings() ? ExitCode.FINDINGS : ExitCode.DONE;
        };
    }
}
