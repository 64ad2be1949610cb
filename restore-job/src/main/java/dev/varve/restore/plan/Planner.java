// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.store.Store;
import dev.varve.job.KafkaClients;
import dev.varve.job.store.FlinkFileStore;
import dev.varve.restore.cluster.ReadableRecords;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.cluster.TargetUnreachableException;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;

/** Reads the archive, the target and the ledger, and writes nothing anywhere. */
public final class Planner {
    private static final Duration READING_LIMIT = Duration.ofSeconds(60);

    private final RestoreConfig config;
    private final Clock clock;
    private final Archive archive;
    private final Objections objections = new Objections();

    private Planner(RestoreConfig config, Clock clock, Archive archive) {
        this.config = config;
        this.clock = clock;
        this.archive = archive;
    }

    /**
     * Plans a restore. What stands against it is in the plan, all of it; only what makes planning impossible is an exception. The
     * file systems of the process must be set up.
     *
     * @throws ArchiveNotFoundException if there is no such archive
     * @throws TargetUnreachableException if the target does not answer
     * @throws dev.varve.format.UnsupportedFormatException if the archive needs a newer reader
     * @throws IOException if store or target fail
     */
    public static RestorePlan plan(RestoreConfig config, Clock clock) throws IOException {
        try (Store store = FlinkFileStore.open(config.store().uri())) {
            return new Planner(config, clock, open(store, config.archive())).plan();
        }
    }

    /**
     * Opens the archive of a restore.
     *
     * @throws ArchiveNotFoundException naming the archives that the store has
     */
    public static Archive open(Store store, String name) throws IOException {
        try {
            return Archive.open(store, name);
        } catch (ArchiveNotFoundException e) {
            List<String> names = Archive.names(store);
            String known = names.isEmpty() ? "no archive; check store.uri" : String.join(", ", names);
            throw new ArchiveNotFoundException(store.location(), name, "the store has " + known);
        }
    }

    private RestorePlan plan() throws IOException {
        SourceSide sources = SourceSide.read(config, archive, objections);
        List<PlannedTopic> topics = planTargets(sources.needs());
        return new RestorePlan(
                config.id(),
                config.archive(),
                archive.identity().archiveId(),
                topics,
                sources.segments(),
                objections.problems(),
                objections.warnings());
    }

    private List<PlannedTopic> planTargets(List<TargetNeed> needs) throws IOException {
        KafkaClients clients = new KafkaClients(config.target().cluster());
        TreeSet<String> names = new TreeSet<>();
        needs.forEach(need -> names.add(need.topic()));
        names.add(config.target().ledgerTopic());
        try (TargetCluster target = new TargetCluster(clients, "varve-plan")) {
            TargetSurvey survey = new TargetSurvey(target);
            TargetState state = survey.state(names);
            LedgerContent ledger = ledger(clients, state);
            Map<String, PlannedTarget> targets = new TargetPlanning(config, state, ledger, clock, objections)
                    .plan(needs, survey, new ReadableRecords(clients, target, READING_LIMIT));
            List<PlannedTopic> topics = SourceSide.topics(needs, targets);
            rejectOtherRequest(ledger, topics);
            return topics;
        }
    }

    private LedgerContent ledger(KafkaClients clients, TargetState state) throws IOException {
        String topic = config.target().ledgerTopic();
        TargetState.ExistingTopic existing = state.topics().get(topic);
        if (existing == null || !existing.allows(AclOperation.READ)) {
            return LedgerContent.NONE;
        }
        try (Ledger ledger = Ledger.open(
                clients,
                topic,
                config.id(),
                archive.identity().archiveId(),
                config.target().transactionTimeout())) {
            return ledger.peek();
        }
    }

    private void rejectOtherRequest(LedgerContent ledger, List<PlannedTopic> topics) {
        String earlier = ledger.request();
        if (earlier != null) {
            CanonicalRequest request =
                    CanonicalRequest.of(config, archive.identity().archiveId(), topics);
            List<String> differences = new ArrayList<>(request.differencesFrom(earlier));
            if (objections.hasProblem(Kind.SEVERAL_TOPIC_IDS) || objections.hasProblem(Kind.TOPIC_NOT_IN_ARCHIVE)) {
                // Nobody knows yet what is meant.
                differences.removeIf(CanonicalRequest::isAboutAbsence);
            }
            if (!differences.isEmpty()) {
                objections.refuse(
                        Kind.OTHER_REQUEST,
                        "restore " + config.id(),
                        "Restore " + config.id() + " has been started with another request: "
                                + String.join("; ", differences) + ".",
                        "ask for the same as before, or choose another 'id' for a restore that begins anew");
            }
        }
    }
}
