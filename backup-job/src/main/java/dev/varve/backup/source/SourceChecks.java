// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.store.Store;
import dev.varve.job.KafkaClients;
import dev.varve.job.check.Checks;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.TopicSelection.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What a backup needs of its source, tried without reading a record. */
public final class SourceChecks {
    private static final String LOGIN = "source-login";
    private static final String ARCHIVE = "archive";
    private static final String TOPICS = "source-topics";
    private static final String READ = "source-read";
    private static final String SETTINGS = "source-settings";

    private final BackupConfig config;
    private final Checks checks;

    public SourceChecks(BackupConfig config, Checks checks) {
        this.config = config;
        this.checks = checks;
    }

    /**
     * Tries all of it.
     *
     * @param store null if it cannot be used
     */
    public void run(@Nullable Store store) {
        try (SourceCluster cluster = new SourceCluster(new KafkaClients(config.source()), "varve-check")) {
            Optional<String> clusterId = checks.need(
                    LOGIN,
                    cluster::clusterId,
                    id -> "cluster " + id + " at " + config.source().bootstrapServers());
            if (clusterId.isEmpty()) {
                List.of(ARCHIVE, TOPICS, READ, SETTINGS).forEach(name -> checks.skip(name, LOGIN));
                return;
            }
            if (store == null) {
                checks.skip(ARCHIVE, "the store");
            } else {
                checks.that(ARCHIVE, () -> archive(store, clusterId.get()));
            }
            checkTopics(cluster);
        }
    }

    private String archive(Store store, String clusterId) throws IOException {
        try {
            Archive archive = Archive.open(store, config.archive());
            String found = archive.identity().sourceClusterId();
            if (!found.equals(clusterId)) {
                throw new ArchiveMismatchException(
                        "archive " + config.archive() + " in " + store.location(),
                        "source cluster id",
                        clusterId,
                        found,
                        "an archive belongs to one source cluster; choose another archive name for this one");
            }
            return "archive " + config.archive() + " of this cluster, id "
                    + archive.identity().archiveId().hex();
        } catch (ArchiveNotFoundException e) {
            return "no archive " + config.archive() + " yet: the first start creates it";
        }
    }

    private void checkTopics(SourceCluster cluster) {
        Optional<Discovery> discovery = checks.need(TOPICS, () -> discover(cluster), SourceChecks::describe);
        if (discovery.isEmpty()) {
            checks.skip(READ, TOPICS);
            checks.skip(SETTINGS, TOPICS);
            return;
        }
        List<DiscoveredTopic> topics = discovery.get().topics().stream()
                .filter(topic -> topic.decision() == Decision.SELECTED)
                .toList();
        checks.that(READ, () -> {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> topic.partitionIds().stream())
                    .map(id -> new TopicPartition(id.topic(), id.partition()))
                    .toList();
            cluster.requireRead(names(topics));
            cluster.logStarts(partitions);
            cluster.ends(partitions, IsolationLevel.READ_COMMITTED);
            return "may read " + partitions.size() + " partitions, and knows where they begin and end";
        });
        checks.helpful(SETTINGS, () -> {
            for (List<String> some : TopicDiscovery.batches(names(topics))) {
                cluster.settings(some);
            }
            return "may read the settings of " + topics.size() + " topics";
        });
    }

    private Discovery discover(SourceCluster cluster) throws IOException {
        Discovery found = new TopicDiscovery(cluster, config.topics()).discover();
        if (!found.missing().isEmpty() && config.onMissingTopic() == BackupConfig.OnMissingTopic.FAIL) {
            throw new MissingTopicException(found.missing());
        }
        return found;
    }

    private static String describe(Discovery found) {
        String missing = found.missing().isEmpty() ? "" : ", and waits for " + String.join(", ", found.missing());
        return "selects " + found.topics().size() + " topics, "
                + found.selectedPartitions().size() + " partitions" + missing;
    }

    private static List<String> names(List<DiscoveredTopic> topics) {
        return topics.stream().map(topic -> topic.incarnation().topic()).toList();
    }
}
