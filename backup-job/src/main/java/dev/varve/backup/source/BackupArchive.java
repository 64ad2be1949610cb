// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.archive.TopicSetting;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.store.ParallelCalls;
import dev.varve.format.store.Store;
import dev.varve.job.ClusterAccessException;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The archive as the enumerator needs it: what it covers already, and the descriptions of topics. For one thread. */
final class BackupArchive implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupArchive.class);

    private final Store store;
    private final Archive archive;
    private final Clock clock;
    private final Map<Incarnation, TopicDescription> described = new ConcurrentHashMap<>();
    private boolean settingsRefused;

    private BackupArchive(Store store, Archive archive, Clock clock) {
        this.store = store;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Opens the archive of a cluster, and creates it if there is none.
     *
     * @param restored id of the archive that Flink's state belongs to; zero if there is no state
     * @throws ArchiveMismatchException if the archive is another cluster's or not the one of the state
     */
    static BackupArchive open(StoreOpener opener, String name, String clusterId, Id restored, Clock clock)
            throws IOException {
        Store store = opener.open();
        try {
            Archive archive = Archive.openOrCreate(store, name, clusterId, clock, new SecureRandom());
            Id found = archive.identity().archiveId();
            if (!restored.isZero() && !archive.knownIds().contains(restored)) {
                throw new ArchiveMismatchException(
                        name,
                        "archive id",
                        restored.hex(),
                        found.hex(),
                        "the savepoint belongs to another archive; start without it, the archive knows how far it is");
            }
            BackupArchive opened = new BackupArchive(store, archive, clock);
            archive.topicDescriptions().forEach(opened::remember);
            return opened;
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    Id id() {
        return archive.identity().archiveId();
    }

    /** What the archive has by now. Reads all manifests. */
    Catalog catalog() throws IOException {
        return Catalog.read(archive, CatalogOptions.defaults());
    }

    /** Writes the descriptions of topics that are new or look different from before. */
    void describe(List<DiscoveredTopic> topics, SourceCluster cluster) throws IOException {
        List<String> names =
                topics.stream().map(topic -> topic.incarnation().topic()).toList();
        Map<String, Config> settings = new HashMap<>();
        for (List<String> batch : TopicDiscovery.batches(names)) {
            settings.putAll(settings(batch, cluster));
        }
        Map<Incarnation, TopicDescription> changed = new LinkedHashMap<>();
        for (DiscoveredTopic topic : topics) {
            Config config = settings.get(topic.incarnation().topic());
            if (config != null || settingsRefused) {
                TopicDescription description = description(topic, config == null ? List.of() : settings(config));
                TopicDescription last = described.get(topic.incarnation());
                if (last == null || !last.sameAs(description)) {
                    changed.put(topic.incarnation(), description);
                }
            }
        }
        write(changed);
    }

    /** Side by side: a thousand topics, one after the other, would keep an object store busy for minutes before anything is read. */
    private void write(Map<Incarnation, TopicDescription> changed) throws IOException {
        ParallelCalls.forEach(
                changed.entrySet().stream()
                        .<Callable<Incarnation>>map(each -> () -> {
                            archive.writeTopicDescription(each.getValue());
                            described.put(each.getKey(), each.getValue());
                            return each.getKey();
                        })
                        .iterator(),
                Math.min(ParallelCalls.AT_ONCE, Math.max(1, changed.size())),
                written -> LOG.debug("described topic={}", written));
    }

    private Map<String, Config> settings(List<String> names, SourceCluster cluster) throws IOException {
        try {
            return cluster.settings(names);
        } catch (SourceUnreachableException e) {
            throw e;
        } catch (IOException e) {
            if (e instanceof ClusterAccessException access && !access.isAboutRight()) {
                throw e;
            }
            if (!settingsRefused) {
                LOG.warn(
                        "Topic settings are not archived: cannot read them. HINT: the backup's user needs DescribeConfigs on its topics.",
                        e);
            }
            settingsRefused = true;
            return Map.of();
        }
    }

    private void remember(TopicDescription description) {
        Id id = description.topicId();
        described.put(new Incarnation(description.topic(), id.most(), id.least()), description);
    }

    private TopicDescription description(DiscoveredTopic topic, List<TopicSetting> settings) {
        return new TopicDescription(
                id(),
                topic.incarnation().topic(),
                topic.incarnation().topicId(),
                clock.instant(),
                topic.partitions(),
                topic.replicationFactor(),
                topic.internal(),
                settings);
    }

    private static List<TopicSetting> settings(Config config) {
        List<TopicSetting> settings = new ArrayList<>();
        config.entries()
                .forEach(entry -> settings.add(new TopicSetting(
                        entry.name(), entry.value(), entry.source().name())));
        settings.sort(Comparator.comparing(TopicSetting::name));
        return settings;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
