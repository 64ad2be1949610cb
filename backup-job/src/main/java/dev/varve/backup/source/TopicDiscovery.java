// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import dev.varve.job.config.TopicSelection;
import dev.varve.job.config.TopicSelection.Decision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;

/** Finds out which topics there are and which of them are to be read. */
final class TopicDiscovery {
    private static final int TOPICS_PER_QUESTION = 500;

    private final SourceCluster cluster;
    private final TopicSelection selection;

    TopicDiscovery(SourceCluster cluster, TopicSelection selection) {
        this.cluster = cluster;
        this.selection = selection;
    }

    /** Asks the source; takes a few round trips. */
    Discovery discover() throws IOException {
        Map<String, Id> existing = new HashMap<>();
        Map<String, Decision> wanted = new TreeMap<>();
        for (TopicListing topic : cluster.topics()) {
            existing.put(topic.name(), SourceCluster.id(topic.topicId()));
            Decision decision = selection.decide(topic.name(), topic.isInternal());
            if (decision != Decision.NOT_SELECTED) {
                wanted.put(topic.name(), decision);
            }
        }
        List<DiscoveredTopic> topics = new ArrayList<>();
        for (List<String> names : batches(List.copyOf(wanted.keySet()))) {
            cluster.describe(names)
                    .forEach((name, description) ->
                            topics.add(topic(description, wanted.getOrDefault(name, Decision.PAUSED))));
        }
        topics.sort(Comparator.comparing(topic -> topic.incarnation().topic()));
        List<String> missing = selection.exactNames().stream()
                .filter(name -> !existing.containsKey(name))
                .filter(name -> selection.decide(name, false) == Decision.SELECTED)
                .toList();
        // Brokers leave out of their list what a user may not see; asked by name, they say so.
        for (List<String> names : batches(missing)) {
            cluster.describe(names);
        }
        return new Discovery(existing, topics, missing);
    }

    /** Names in groups that one question to the cluster may hold. */
    static List<List<String>> batches(List<String> names) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < names.size(); from += TOPICS_PER_QUESTION) {
            batches.add(names.subList(from, Math.min(names.size(), from + TOPICS_PER_QUESTION)));
        }
        return batches;
    }

    private static DiscoveredTopic topic(TopicDescription description, Decision decision) {
        Id id = SourceCluster.id(description.topicId());
        int replicationFactor = description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .max()
                .orElse(0);
        return new DiscoveredTopic(
                new Incarnation(description.name(), id.most(), id.least()),
                description.partitions().size(),
                replicationFactor,
                description.isInternal(),
                decision);
    }
}
