// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.format.Id;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerContent.SplitKey;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.Partitioning;
import dev.varve.restore.plan.PlannedPartition;
import dev.varve.restore.plan.PlannedTopic;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;

/** One topic of the target with everything that goes into it, from one or more sources. */
record WantedTarget(PlannedTarget target, List<PlannedTopic> sources) {

    /** By name, in the order of the plan. */
    static Map<String, WantedTarget> of(List<PlannedTopic> topics) {
        Map<String, List<PlannedTopic>> sources = new LinkedHashMap<>();
        topics.forEach(topic -> sources.computeIfAbsent(topic.target().topic(), name -> new ArrayList<>())
                .add(topic));
        Map<String, WantedTarget> wanted = new LinkedHashMap<>();
        sources.forEach((name, of) -> wanted.put(
                name,
                new WantedTarget(
                        of.stream()
                                .map(PlannedTopic::target)
                                .reduce(WantedTarget::merge)
                                .orElseThrow(),
                        of)));
        return wanted;
    }

    /** What suits both; of settings that differ the first counts, unless both are numbers: then the larger. */
    private static PlannedTarget merge(PlannedTarget first, PlannedTarget second) {
        Map<String, String> holding = new HashMap<>(first.holdingConfigs());
        second.holdingConfigs().forEach((key, value) -> holding.merge(key, value, WantedTarget::larger));
        Map<String, String> last = new HashMap<>(second.finalConfigs());
        last.putAll(first.finalConfigs());
        return new PlannedTarget(
                first.topic(),
                first.exists() && second.exists(),
                Math.max(first.partitions(), second.partitions()),
                first.replicationFactor(),
                holding,
                last);
    }

    private static String larger(String first, String second) {
        try {
            return Long.parseLong(first) >= Long.parseLong(second) ? first : second;
        } catch (NumberFormatException e) {
            return first;
        }
    }

    String name() {
        return target.topic();
    }

    NewTopic newTopic() {
        Optional<Short> replication =
                target.replicationFactor() < 0 ? Optional.empty() : Optional.of(target.replicationFactor());
        return new NewTopic(target.topic(), Optional.of(target.partitions()), replication)
                .configs(target.holdingConfigs());
    }

    /** Whether a key goes to another partition when the topic gets more of them. */
    boolean isByKey() {
        return sources.stream().anyMatch(source -> source.partitioning() == Partitioning.BY_KEY);
    }

    /** Whether the ledger says that not all of it is restored. */
    boolean hasWorkLeft(Id targetTopicId, LedgerContent ledger) {
        return sources.stream()
                .flatMap(source -> source.partitions().stream())
                .anyMatch(partition -> hasWorkLeft(partition, targetTopicId, ledger));
    }

    private static boolean hasWorkLeft(PlannedPartition partition, Id targetTopicId, LedgerContent ledger) {
        LedgerEntry.Position position = ledger.positions().get(new SplitKey(partition.source(), targetTopicId));
        long reached = position == null ? partition.from() : position.to();
        return reached < partition.until();
    }

    /** Settings for the time of the restore. */
    Collection<AlterConfigOp> holdingChanges() {
        return changes(target.holdingConfigs(), OpType.SET);
    }

    /** The topic's own settings: what held it back goes, as far as it is not one of them. */
    Collection<AlterConfigOp> finalChanges(Set<String> alsoHeld) {
        Set<String> dropped = new TreeSet<>(alsoHeld);
        dropped.addAll(target.holdingConfigs().keySet());
        dropped.removeAll(target.finalConfigs().keySet());
        Map<String, String> drops = new HashMap<>();
        dropped.forEach(key -> drops.put(key, ""));
        Collection<AlterConfigOp> changes = changes(drops, OpType.DELETE);
        changes.addAll(changes(target.finalConfigs(), OpType.SET));
        return changes;
    }

    private static Collection<AlterConfigOp> changes(Map<String, String> configs, OpType type) {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        configs.forEach((key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), type)));
        return changes;
    }
}
