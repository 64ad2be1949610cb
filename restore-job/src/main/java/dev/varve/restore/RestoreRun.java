// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.job.ExitCode;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreTarget;
import dev.varve.restore.ledger.LedgerLocation;
import dev.varve.restore.plan.CanonicalRequest;
import dev.varve.restore.plan.PlanText;
import dev.varve.restore.plan.Planner;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.report.RestoreReport;
import dev.varve.restore.source.RestoreGoal;
import dev.varve.restore.target.TargetPolicy;
import dev.varve.restore.target.TargetPolicy.MissingTopic;
import dev.varve.restore.target.TargetPolicy.NonEmptyTopic;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** One run of a restore: plan, restore, verify, finish, report. Starting it again goes on where it ended, whyever it ended. */
public final class RestoreRun {
    private final RestoreConfig config;
    private final Clock clock;
    private final PrintStream messages;
    private @Nullable RestoreGoal goal;

    RestoreRun(RestoreConfig config, Clock clock, PrintStream messages) {
        this.config = config;
        this.clock = clock;
        this.messages = messages;
    }

    /**
     * Runs it.
     *
     * @param out takes the report
     * @throws PlanRefusedException if the plan has problems; nothing was written then
     */
    ExitCode execute(JobRunner jobs, Consumer<RestoreReport> out) throws Exception {
        Instant started = clock.instant();
        Optional<ExitCode> end = jobs.run(this::build);
        if (end.isEmpty()) {
            messages.println(
                    "The job is submitted and nobody waits for it: the target is not verified. Start the same restore again"
                            + " when it has ended; it adds nothing then, verifies, and gives topics their own settings.");
            return ExitCode.DONE;
        }
        RestoreGoal reached = goal;
        if (end.get() != ExitCode.DONE || reached == null) {
            return end.get();
        }
        return new RestoreConclusion(config, reached, clock, messages).conclude(jobs.verification(), started, out);
    }

    private void build(StreamExecutionEnvironment environment) throws IOException {
        RestorePlan plan = Planner.plan(config, clock);
        PlanText.lines(plan).forEach(messages::println);
        RestoreGoal made = goal(config, plan);
        goal = made;
        RestoreTopology.build(environment, config, made);
    }

    /**
     * What a new run of a restore is to reach.
     *
     * @throws PlanRefusedException if the plan has problems
     */
    public static RestoreGoal goal(RestoreConfig config, RestorePlan plan) throws PlanRefusedException {
        if (!plan.isPossible()) {
            throw new PlanRefusedException(plan);
        }
        RestoreTarget target = config.target();
        return new RestoreGoal(
                UUID.randomUUID().toString(),
                plan,
                CanonicalRequest.of(config, plan).text(),
                new LedgerLocation(
                        target.cluster(),
                        target.ledgerTopic(),
                        plan.restoreId(),
                        plan.archiveId(),
                        target.transactionTimeout()),
                new TargetPolicy(
                        target.createTopics() ? MissingTopic.CREATE : MissingTopic.FAIL,
                        target.onNonEmptyTarget() == RestoreTarget.OnNonEmptyTarget.FAIL
                                ? NonEmptyTopic.FAIL
                                : NonEmptyTopic.APPEND),
                target.delivery() == RestoreTarget.Delivery.EXACTLY_ONCE);
    }
}
