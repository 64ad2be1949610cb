// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.restore.cluster.ReadableRecords;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreTarget.OnNonEmptyTarget;
import dev.varve.restore.config.RestoreTarget.Replication;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.PlanProblem.Kind;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.TargetState.ExistingTopic;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the target topics are to be, and what the target has against it. For one thread. */
final class TargetPlanning {
    private final RestoreConfig config;
    private final TargetState state;
    private final LedgerContent ledger;
    private final Clock clock;
    private final Objections objections;

    TargetPlanning(RestoreConfig config, TargetState state, LedgerContent ledger, Clock clock, Objections objections) {
        this.config = config;
        this.state = state;
        this.ledger = ledger;
        this.clock = clock;
        this.objections = objections;
    }

    /** By name. Asks the target whether topics could be created, and which have records. */
    Map<String, PlannedTarget> plan(List<TargetNeed> needs, TargetSurvey target, ReadableRecords readable)
            throws IOException {
        Map<String, PlannedTarget> planned = new TreeMap<>();
        Map<TargetNeed, TargetSettings> created = new LinkedHashMap<>();
        List<TargetNeed> toCheck = new ArrayList<>();
        for (TargetNeed need : needs) {
            rejectSeveralSources(need);
            ExistingTopic existing = state.topics().get(need.topic());
            if (existing != null) {
                planned.put(need.topic(), existing(need, existing));
                toCheck.add(need);
            } else if (state.hidden().contains(need.topic())) {
                planned.put(need.topic(), new PlannedTarget(need.topic(), true, 1, (short) -1, Map.of(), Map.of()));
            } else {
                created.put(need, TargetSettings.of(need, config.target().configs(), replicas(need), objections));
            }
        }
        TargetChecks checks = new TargetChecks(config, state, clock, objections);
        planned.putAll(create(created, target));
        checks.checkCluster(needs);
        checks.checkRights(needs, this::isOurs);
        for (TargetNeed need : toCheck) {
            checks.checkExisting(need, existing(need), isOurs(existing(need)));
        }
        for (TargetNeed need : needs) {
            PlannedTarget topic = planned.get(need.topic());
            if (topic != null && !state.hidden().contains(need.topic())) {
                ExistingTopic existing = state.topics().get(need.topic());
                checks.warnOfRemoval(need, settingsAfter(topic), existing == null || isOurs(existing));
            }
        }
        rejectRecords(toCheck, readable);
        return planned;
    }

    private ExistingTopic existing(TargetNeed need) {
        ExistingTopic existing = state.topics().get(need.topic());
        if (existing == null) {
            throw new IllegalStateException("Missing topic " + need.topic());
        }
        return existing;
    }

    private void rejectSeveralSources(TargetNeed need) {
        boolean append = config.target().onNonEmptyTarget() == OnNonEmptyTarget.APPEND;
        if (need.sources().size() > 1 && !append) {
            String sources = need.sources().stream()
                    .map(source -> source.topic().topic().topic() + " ("
                            + source.topic().topic().topicId().base64() + ")")
                    .collect(Collectors.joining(", "));
            objections.refuse(
                    Kind.SEVERAL_SOURCES_FOR_TARGET,
                    "target topic " + need.topic(),
                    "Ambiguous target topic " + need.topic() + ": it would get the records of " + sources
                            + ", in no particular order.",
                    "give each a target of its own, or set target.onNonEmptyTarget: append");
        }
    }

    /** Whether this restore created a topic, or was about to when it died. */
    private boolean isOurs(ExistingTopic existing) {
        LedgerEntry.Claim claim = ledger.claims().get(existing.topicId());
        LedgerEntry.Creation creation = ledger.creations().get(existing.name());
        boolean begun =
                creation != null && creation.open() && creation.configs().equals(existing.ownSettings());
        return claim == null ? begun : claim.created();
    }

    private PlannedTarget existing(TargetNeed need, ExistingTopic existing) {
        TargetSettings settings = isOurs(existing)
                ? TargetSettings.of(need, config.target().configs(), OptionalLong.empty(), objections)
                : new TargetSettings(Map.of(), Map.of());
        return new PlannedTarget(
                need.topic(), true, existing.partitions(), (short) -1, settings.holding(), settings.lasting());
    }

    /** Settings that decide what the target removes once the restore is done. */
    private Map<String, String> settingsAfter(PlannedTarget topic) {
        Map<String, String> settings = new TreeMap<>(state.topicDefaults());
        ExistingTopic existing = state.topics().get(topic.topic());
        if (existing != null && !isOurs(existing)) {
            settings.putAll(existing.settings());
        }
        settings.putAll(topic.finalConfigs());
        return settings;
    }

    /** -1 for the target's default. */
    private short replicationFactor(TargetNeed need) {
        Replication replication = config.target().replication();
        if (replication instanceof Replication.Fixed fixed) {
            return fixed.factor();
        }
        int archived = need.description()
                .map(description -> description.replicationFactor())
                .orElse(-1);
        return replication instanceof Replication.Archived ? (short) archived : -1;
    }

    private OptionalLong replicas(TargetNeed need) {
        short factor = replicationFactor(need);
        return factor > 0 ? OptionalLong.of(factor) : state.brokerNumber("default.replication.factor");
    }

    private Map<String, PlannedTarget> create(Map<TargetNeed, TargetSettings> settings, TargetSurvey target)
            throws IOException {
        Map<String, TargetCreation> creations = new TreeMap<>();
        Map<Short, Set<String>> tooMany = new TreeMap<>();
        settings.forEach((need, wanted) -> {
            short factor = replicationFactor(need);
            if (rejectMissing(need)) {
                short possible = factor > state.brokers() ? (short) state.brokers() : factor;
                creations.put(
                        need.topic(), new TargetCreation(need.topic(), need.partitionsToCreate(), possible, wanted));
                if (factor > state.brokers()) {
                    tooMany.computeIfAbsent(factor, any -> new TreeSet<>()).add(need.topic());
                }
            }
        });
        rejectReplicas(tooMany);
        TargetCreation.Trial trial =
                new TargetCreation.Trial(target, config.target().configs(), objections);
        Map<String, TargetSettings> accepted =
                trial.run(creations, config.target().ledgerTopic(), state);
        Map<String, PlannedTarget> planned = new TreeMap<>();
        settings.forEach((need, wanted) -> {
            TargetSettings possible = accepted.getOrDefault(need.topic(), wanted);
            planned.put(
                    need.topic(),
                    new PlannedTarget(
                            need.topic(),
                            false,
                            need.partitionsToCreate(),
                            replicationFactor(need),
                            possible.holding(),
                            possible.lasting()));
        });
        return planned;
    }

    /** Whether a missing topic may and can be created. */
    private boolean rejectMissing(TargetNeed need) {
        if (!config.target().createTopics()) {
            objections.refuse(
                    Kind.TARGET_MISSING,
                    "target topic " + need.topic(),
                    "Missing target topic " + need.topic() + ", and target.createTopics is false.",
                    "create it with " + need.partitionsToCreate() + " partitions, or set target.createTopics: true");
            return false;
        }
        if (need.description().isEmpty()) {
            objections.refuse(
                    Kind.NO_DESCRIPTION,
                    "target topic " + need.topic(),
                    "Cannot create target topic " + need.topic()
                            + ": the archive has no description of its source, so that nobody knows how many partitions"
                            + " it had.",
                    "create it with as many partitions as the source had, at least " + need.partitionsNeeded());
            return false;
        }
        return true;
    }

    private void rejectReplicas(Map<Short, Set<String>> topicsByFactor) {
        topicsByFactor.forEach((factor, names) -> objections.refuse(
                Kind.TOO_FEW_BROKERS,
                "target cluster",
                "Too few brokers: " + TargetChecks.several(names, "topic") + " " + (names.size() == 1 ? "is" : "are")
                        + " to have " + factor + " replicas, and the target has "
                        + (state.brokers() == 1 ? "1 broker." : state.brokers() + " brokers."),
                "set target.replicationFactor: default, or a number up to " + state.brokers()));
    }

    /** Topics of somebody else that have records. */
    private void rejectRecords(List<TargetNeed> needs, ReadableRecords readable) throws IOException {
        if (config.target().onNonEmptyTarget() == OnNonEmptyTarget.APPEND) {
            return;
        }
        Map<String, Integer> foreign = new TreeMap<>();
        for (TargetNeed need : needs) {
            ExistingTopic existing = existing(need);
            if (!ledger.claims().containsKey(existing.topicId())) {
                foreign.put(existing.name(), existing.partitions());
            }
        }
        readable.of(foreign)
                .forEach((topic, what) -> objections.refuse(
                        Kind.TARGET_NOT_EMPTY,
                        "target topic " + topic,
                        "Target topic " + topic + " is not empty: " + what + ".",
                        "choose another 'target', delete the topic, or set target.onNonEmptyTarget: append"));
    }
}
