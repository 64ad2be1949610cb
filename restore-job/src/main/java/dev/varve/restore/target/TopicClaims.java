// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.format.Id;
import dev.varve.job.KafkaClients;
import dev.varve.restore.cluster.ReadableRecords;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Settings.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** Claims target topics for this restore. For one thread, once. */
record TopicClaims(
        KafkaClients clients, TargetCluster cluster, TargetPolicy policy, LedgerContent ledger, LedgerSink sink) {
    private static final Duration READING_LIMIT = Duration.ofSeconds(60);

    /**
     * Claims those topics that are not claimed yet.
     *
     * @param intents open ones by topic
     * @return claims of all topics by name
     * @throws TargetNotEmptyException if topics have records, and this restore has no claim to them
     */
    Map<String, LedgerEntry.Claim> claim(
            Map<String, TopicDescription> topics, Map<String, LedgerEntry.Creation> intents) throws IOException {
        Map<String, LedgerEntry.Claim> claims = new TreeMap<>();
        Map<String, TopicDescription> unclaimed = new TreeMap<>();
        topics.forEach((name, topic) -> {
            LedgerEntry.Claim claim = ledger.claims().get(TargetCluster.id(topic.topicId()));
            if (claim == null) {
                unclaimed.put(name, topic);
            } else {
                claims.put(name, claim);
            }
        });
        Map<String, LedgerEntry.Claim> made = make(unclaimed, intents);
        claims.putAll(made);
        note(made.values(), intents, topics.keySet());
        return claims;
    }

    private void requireEmpty(Map<String, TopicDescription> topics) throws IOException {
        Map<String, Integer> partitions = new TreeMap<>();
        topics.forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
        Map<String, String> found = new ReadableRecords(clients, cluster, READING_LIMIT).of(partitions);
        if (!found.isEmpty()) {
            List<String> places = new ArrayList<>();
            found.forEach((name, what) -> places.add(name + ": " + what));
            throw new TargetNotEmptyException(List.copyOf(found.keySet()), places);
        }
    }

    private Map<String, LedgerEntry.Claim> make(
            Map<String, TopicDescription> unclaimed, Map<String, LedgerEntry.Creation> intents) throws IOException {
        Map<TopicPartition, Long> ends = cluster.stableOffsets(partitions(unclaimed.values()));
        if (policy.nonEmpty() == TargetPolicy.NonEmptyTopic.FAIL) {
            requireEmpty(unclaimed);
        }
        Set<String> created = createdByUs(unclaimed.keySet(), intents);
        Map<String, LedgerEntry.Claim> made = new TreeMap<>();
        unclaimed.forEach((name, topic) -> {
            List<Long> first = new ArrayList<>();
            for (int i = 0; i < topic.partitions().size(); i++) {
                first.add(ends.getOrDefault(new TopicPartition(name, i), 0L));
            }
            Id id = TargetCluster.id(topic.topicId());
            made.put(name, new LedgerEntry.Claim(name, id, created.contains(name), first));
        });
        return made;
    }

    /** Of topics with an intent those that have its settings: somebody else may have been faster. */
    private Set<String> createdByUs(Set<String> topics, Map<String, LedgerEntry.Creation> intents) throws IOException {
        Set<String> candidates = new HashSet<>(topics);
        candidates.retainAll(intents.keySet());
        Set<String> created = new TreeSet<>();
        cluster.settings(candidates).forEach((name, settings) -> {
            LedgerEntry.Creation intent = intents.get(name);
            if (intent != null
                    && own(settings).entrySet().containsAll(intent.configs().entrySet())) {
                created.add(name);
            }
        });
        return created;
    }

    private static Map<String, String> own(Config settings) {
        Map<String, String> own = new HashMap<>();
        for (ConfigEntry entry : settings.entries()) {
            if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG && entry.value() != null) {
                own.put(entry.name(), entry.value());
            }
        }
        return own;
    }

    /** Claims come first: should only some of the entries be written, none is there that rests on a claim which is not. */
    private void note(Collection<LedgerEntry.Claim> made, Map<String, LedgerEntry.Creation> intents, Set<String> topics)
            throws IOException {
        List<LedgerEntry> notes = new ArrayList<>(made);
        made.stream()
                .filter(LedgerEntry.Claim::created)
                .forEach(claim -> notes.add(new LedgerEntry.Settings(claim.topicId(), Stage.HOLDING)));
        intents.values().stream()
                .filter(intent -> topics.contains(intent.topic()))
                .forEach(intent -> notes.add(new LedgerEntry.Creation(intent.topic(), intent.configs(), false)));
        if (!notes.isEmpty()) {
            sink.append(notes);
        }
    }

    static Collection<TopicPartition> partitions(Collection<TopicDescription> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicDescription topic : topics) {
            topic.partitions()
                    .forEach(partition -> partitions.add(new TopicPartition(topic.name(), partition.partition())));
        }
        return partitions;
    }
}
