// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.TopicCatalog;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import dev.varve.restore.plan.SourceTopic.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the archive has of what is asked for.
 *
 * @param needs one for each target topic, by name
 * @param segments how many segments hold it; an upper bound
 */
record SourceSide(List<TargetNeed> needs, long segments) {

    /** Reads the catalogs. What is missing or damaged is an objection. */
    static SourceSide read(RestoreConfig config, Archive archive, Objections objections) throws IOException {
        SourceCatalogs catalogs = new SourceCatalogs(archive);
        List<SourceTopic> selected = SourceSelection.select(config, catalogs, objections);
        SourceChecks checks = new SourceChecks(config, objections);
        List<List<Part>> partsOfEach = selected.stream().map(SourceTopic::parts).toList();
        List<Part> parts = partsOfEach.stream().flatMap(List::stream).toList();
        SourceSums sums = SourceSums.of(parts);
        Map<String, List<TargetNeed.Source>> byTarget = new TreeMap<>();
        for (int i = 0; i < selected.size(); i++) {
            SourceTopic source = selected.get(i);
            checks.check(source);
            List<PlannedPartition> partitions = new ArrayList<>();
            for (Part part : partsOfEach.get(i)) {
                PlannedPartition planned = part.planned(sums.of(part));
                checks.check(part, planned);
                partitions.add(planned);
            }
            byTarget.computeIfAbsent(source.target(), target -> new ArrayList<>())
                    .add(new TargetNeed.Source(source, partitions));
        }
        checks.checkFindings(catalogs.read(), parts);
        List<TargetNeed> needs = new ArrayList<>();
        byTarget.forEach((target, sources) -> needs.add(new TargetNeed(target, sources)));
        return new SourceSide(needs, sums.segments());
    }

    /** In the order of source name, then topic id, then target. */
    static List<PlannedTopic> topics(List<TargetNeed> needs, Map<String, PlannedTarget> targets) {
        List<PlannedTopic> topics = new ArrayList<>();
        for (TargetNeed need : needs) {
            PlannedTarget target = targets.get(need.topic());
            if (target == null) {
                throw new IllegalStateException("Missing plan of target topic " + need.topic());
            }
            for (TargetNeed.Source source : need.sources()) {
                TopicCatalog topic = source.topic().topic();
                topics.add(new PlannedTopic(
                        topic.topic(),
                        topic.topicId(),
                        topic.description(),
                        target,
                        source.partitioning(),
                        source.topic().window(),
                        source.topic().mapping().asOf(),
                        source.partitions()));
            }
        }
        topics.sort(Comparator.comparing(PlannedTopic::topic)
                .thenComparing(PlannedTopic::topicId)
                .thenComparing(topic -> topic.target().topic()));
        return topics;
    }
}
