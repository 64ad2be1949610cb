// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.Id;
import dev.varve.format.archive.Archive;
import dev.varve.format.archive.TopicDescription;
import dev.varve.format.store.ParallelCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Reads topic descriptions, and goes on when one is damaged. */
final class TopicDescriptions {
    private final Archive archive;
    private final int parallelism;

    TopicDescriptions(Archive archive, int parallelism) {
        this.archive = archive;
        this.parallelism = parallelism;
    }

    /** The latest of every topic id that can be read; of each folder the newest by name, and older ones if that is damaged. */
    List<TopicDescription> latest(Findings findings) throws IOException {
        Map<String, List<String>> byFolder = new TreeMap<>();
        for (String name : archive.topicDescriptionNames()) {
            byFolder.computeIfAbsent(name.substring(0, name.lastIndexOf('/')), folder -> new ArrayList<>())
                    .add(0, name);
        }
        List<TopicDescription> latest = new ArrayList<>();
        ParallelCalls.forEach(
                byFolder.values().stream()
                        .<Callable<List<TopicDescription>>>map(names -> () -> firstReadable(names, findings))
                        .iterator(),
                parallelism,
                latest::addAll);
        return newestOfEach(latest);
    }

    /** Reads every description there is. */
    void readAll(Findings findings) throws IOException {
        ParallelCalls.forEach(
                archive.topicDescriptionNames().stream()
                        .<Callable<List<TopicDescription>>>map(name -> () -> firstReadable(List.of(name), findings))
                        .iterator(),
                parallelism,
                description -> {});
    }

    private List<TopicDescription> firstReadable(List<String> names, Findings findings) throws IOException {
        for (String name : names) {
            try {
                return List.of(archive.readTopicDescription(name));
            } catch (ArchiveException e) {
                findings.addDamage(FindingKind.DAMAGED_TOPIC_DESCRIPTION, name, e);
            }
        }
        return List.of();
    }

    private static List<TopicDescription> newestOfEach(List<TopicDescription> descriptions) {
        record Topic(String name, Id id) {}
        Map<Topic, TopicDescription> newest = new HashMap<>();
        for (TopicDescription description : descriptions) {
            newest.merge(
                    new Topic(description.topic(), description.topicId()),
                    description,
                    (one, other) -> one.observed().isBefore(other.observed()) ? other : one);
        }
        return new ArrayList<>(newest.values());
    }
}
