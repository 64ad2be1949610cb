// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates target topics that do not exist. For one thread, once. */
final class TopicCreation {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TargetCluster cluster;
    private final TargetPolicy policy;
    private final LedgerSink sink;
    private final Map<String, LedgerEntry.Creation> intents = new HashMap<>();

    TopicCreation(TargetCluster cluster, TargetPolicy policy, LedgerContent ledger, LedgerSink sink) {
        this.cluster = cluster;
        this.policy = policy;
        this.sink = sink;
        ledger.creations().values().stream()
                .filter(LedgerEntry.Creation::open)
                .forEach(creation -> intents.put(creation.topic(), creation));
    }

    /** Open intents by topic, those of dead runs, too. */
    Map<String, LedgerEntry.Creation> intents() {
        return intents;
    }

    /** Creates what is missing, and describes all. A topic that another run creates meanwhile is taken as it is. */
    Map<String, TopicDescription> createMissing(Map<String, WantedTarget> wanted) throws IOException {
        Map<String, TopicDescription> found = new HashMap<>(cluster.describe(wanted.keySet()));
        List<WantedTarget> missing = wanted.values().stream()
                .filter(target -> !found.containsKey(target.name()))
                .toList();
        if (!missing.isEmpty()) {
            create(missing);
            found.putAll(awaitVisible(
                    missing.stream().map(WantedTarget::name).sorted().toList()));
        }
        return found;
    }

    private void create(List<WantedTarget> missing) throws IOException {
        if (policy.missing() == TargetPolicy.MissingTopic.FAIL) {
            throw TargetTopicException.missing(
                    missing.stream().map(WantedTarget::name).toList());
        }
        List<NewTopic> topics = new ArrayList<>();
        List<LedgerEntry> notes = new ArrayList<>();
        for (WantedTarget target : missing) {
            topics.add(target.newTopic());
            LedgerEntry.Creation intent =
                    new LedgerEntry.Creation(target.name(), target.target().holdingConfigs(), true);
            intents.put(target.name(), intent);
            notes.add(intent);
        }
        sink.append(notes);
        for (Map.Entry<String, KafkaFuture<Void>> answer :
                cluster.create(topics).entrySet()) {
            Optional<ApiException> failure = cluster.failure(answer.getValue());
            if (failure.isPresent() && !(failure.get() instanceof TopicExistsException)) {
                throw TargetTopicException.notCreated(answer.getKey(), failure.get());
            }
        }
    }

    /** Brokers learn of a new topic one after the other: it counts as there when every partition's leader answers for it. */
    private Map<String, TopicDescription> awaitVisible(Collection<String> names) throws IOException {
        long start = System.nanoTime();
        while (true) {
            Map<String, TopicDescription> found = cluster.describe(names);
            Set<String> absent = new TreeSet<>(names);
            absent.removeAll(found.keySet());
            found.values().stream()
                    .filter(topic -> topic.partitions().stream().anyMatch(partition -> partition.leader() == null))
                    .forEach(topic -> absent.add(topic.name()));
            if (absent.isEmpty()) {
                Collection<TopicPartition> partitions = TopicClaims.partitions(found.values());
                Set<TopicPartition> answered = cluster.stableOffsets(partitions).keySet();
                partitions.stream()
                        .filter(partition -> !answered.contains(partition))
                        .forEach(partition -> absent.add(partition.topic()));
            }
            if (absent.isEmpty()) {
                return found;
            }
            long waited = System.nanoTime() - start;
            if (waited > PATIENCE.toNanos()) {
                throw TargetTopicException.notVisible(
                        absent, Duration.ofNanos(waited).toMillis());
            }
            TargetCluster.pause();
        }
    }
}
