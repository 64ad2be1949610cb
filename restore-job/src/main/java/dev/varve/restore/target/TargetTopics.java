// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.target;

import dev.varve.format.Id;
import dev.varve.job.KafkaClients;
import dev.varve.restore.cluster.MissingRight;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.ledger.LedgerContent;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.ledger.LedgerEntry.Settings.Stage;
import dev.varve.restore.plan.PlannedTopic;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The target topics of one restore, from their creation to their real settings. Each step is noted in the ledger in such an order
 * that whoever runs the restore next, after a crash between any two of them, goes on where it stood:
 *
 * <ol>
 *   <li>intent to create, by name ({@link LedgerEntry.Creation}); nothing else tells a topic of a run that dies after the next step
 *       from an empty one of the user's
 *   <li>the topic is created with its holding settings
 *   <li>claim, with the topic id; then stage HOLDING; then the intent is closed
 *   <li>(records are restored and verified)
 *   <li>the topic gets its real settings; then stage FINAL
 *   <li>a later run that has more to restore notes HOLDING, then sets the holding settings again
 * </ol>
 *
 * <p>A claim counts for one topic id. If the topic was deleted and created again, there is none, and all of this begins anew.
 *
 * <p>Blocks: never call it in a task's or the coordinator's thread. For one thread, except {@link #topicIds}.
 */
public final class TargetTopics implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTopics.class);

    private final KafkaClients clients;
    private final TargetCluster cluster;
    private final TargetPolicy policy;

    private TargetTopics(KafkaClients clients, TargetCluster cluster, TargetPolicy policy) {
        this.clients = clients;
        this.cluster = cluster;
        this.policy = policy;
    }

    /** Connects; neither asks nor changes anything. */
    public static TargetTopics open(KafkaClients target, TargetPolicy policy) throws IOException {
        return new TargetTopics(target, new TargetCluster(target, "varve-targets"), policy);
    }

    /**
     * Makes sure that all target topics exist, are claimed by this restore, and are held back as long as there is work left.
     *
     * @param ledger as it was read after this run became its owner
     * @return by name, in the order of the plan
     * @throws dev.varve.job.ClusterAccessException if the user may not write to them, read them back and set them up
     * @throws TargetNotEmptyException if unclaimed topics have records that a reader of committed records sees
     * @throws TargetTopicException if a topic is missing, cannot be created, or has too few partitions
     * @throws dev.varve.restore.cluster.TargetUnreachableException if the target does not answer
     */
    public Map<String, TargetTopic> prepare(List<PlannedTopic> topics, LedgerContent ledger, LedgerSink sink)
            throws IOException {
        Map<String, WantedTarget> wanted = WantedTarget.of(topics);
        TopicCreation creation = new TopicCreation(cluster, policy, ledger, sink);
        Map<String, TopicDescription> found = creation.createMissing(wanted);
        for (WantedTarget target : wanted.values()) {
            requireUsable(target, description(found, target.name()), ledger);
        }
        requireRights(found, creation.intents().keySet(), ledger);
        TopicClaims claims = new TopicClaims(clients, cluster, policy, ledger, sink);
        Map<String, LedgerEntry.Claim> claimed = claims.claim(found, creation.intents());
        hold(wanted, claimed, ledger, sink);
        Map<String, TargetTopic> targets = new LinkedHashMap<>();
        for (String name : wanted.keySet()) {
            TopicDescription topic = description(found, name);
            LedgerEntry.Claim claim = claimed.get(name);
            if (claim != null) {
                int partitions = topic.partitions().size();
                targets.put(name, new TargetTopic(name, claim.topicId(), partitions, claim));
            }
        }
        LOG.info("target topics ready count={} created={}", targets.size(), created(claimed.values()));
        return targets;
    }

    private static long created(Collection<LedgerEntry.Claim> claims) {
        return claims.stream().filter(LedgerEntry.Claim::created).count();
    }

    /** Topics that were just created are not in the plan's check of rights, and reading them back comes last. */
    private void requireRights(Map<String, TopicDescription> found, Set<String> creating, LedgerContent ledger)
            throws IOException {
        Map<String, Set<AclOperation>> wanted = new TreeMap<>();
        found.forEach((name, topic) -> {
            LedgerEntry.Claim claim = ledger.claims().get(TargetCluster.id(topic.topicId()));
            boolean ours = claim == null ? creating.contains(name) : claim.created();
            AclOperation settings = ours ? AclOperation.ALTER_CONFIGS : AclOperation.DESCRIBE_CONFIGS;
            wanted.put(name, EnumSet.of(AclOperation.READ, AclOperation.WRITE, settings));
        });
        Map<String, Set<AclOperation>> forbidden = cluster.forbidden(wanted);
        if (!forbidden.isEmpty()) {
            throw MissingRight.of(clients.cluster(), forbidden);
        }
    }

    private static void requireUsable(WantedTarget wanted, TopicDescription found, LedgerContent ledger)
            throws TargetTopicException {
        Id id = TargetCluster.id(found.topicId());
        if (id.isZero()) {
            throw TargetTopicException.withoutId(wanted.name());
        }
        int partitions = found.partitions().size();
        if (partitions < wanted.target().partitions()) {
            throw TargetTopicException.tooFewPartitions(
                    wanted.name(), wanted.target().partitions(), partitions);
        }
        LedgerEntry.Claim claim = ledger.claims().get(id);
        if (claim != null && wanted.isByKey() && claim.firstOffsets().size() != partitions) {
            throw TargetTopicException.partitionsChanged(
                    wanted.name(), claim.firstOffsets().size(), partitions);
        }
    }

    /** Topics that this restore created get their holding settings again, if the ledger has not just noted their creation. */
    private void hold(
            Map<String, WantedTarget> wanted,
            Map<String, LedgerEntry.Claim> claimed,
            LedgerContent ledger,
            LedgerSink sink)
            throws IOException {
        Map<String, Collection<AlterConfigOp>> changes = new TreeMap<>();
        List<LedgerEntry> notes = new ArrayList<>();
        for (Map.Entry<String, LedgerEntry.Claim> entry : claimed.entrySet()) {
            WantedTarget target = wanted.get(entry.getKey());
            Id id = entry.getValue().topicId();
            boolean old = ledger.claims().containsKey(id) && entry.getValue().created();
            if (target != null && old && target.hasWorkLeft(id, ledger)) {
                changes.put(entry.getKey(), target.holdingChanges());
                if (ledger.settings().get(id) != Stage.HOLDING) {
                    notes.add(new LedgerEntry.Settings(id, Stage.HOLDING));
                }
            }
        }
        if (!notes.isEmpty()) {
            sink.append(notes);
        }
        alter(changes);
    }

    /**
     * Gives the topics that this restore created their real settings, those of dead runs, too. Does nothing to topics that have them,
     * and to topics that were deleted. Call it when everything is verified.
     *
     * @param ledger as it was read after the verification
     * @return names of the topics whose settings were set now, ascending
     * @throws TargetTopicException if the target refuses settings; those of the other topics are set then
     */
    public Set<String> finish(List<PlannedTopic> topics, LedgerContent ledger, LedgerSink sink) throws IOException {
        Map<String, WantedTarget> wanted = WantedTarget.of(topics);
        Map<String, Id> held = new HashMap<>();
        Map<String, Collection<AlterConfigOp>> changes = new TreeMap<>();
        topicIds(wanted.keySet()).forEach((name, id) -> {
            LedgerEntry.Claim claim = ledger.claims().get(id);
            WantedTarget target = wanted.get(name);
            if (target != null
                    && claim != null
                    && claim.created()
                    && ledger.settings().get(id) != Stage.FINAL) {
                held.put(name, id);
                changes.put(name, target.finalChanges(createdWith(name, ledger)));
            }
        });
        Map<String, ApiException> refused = tryAlter(changes);
        Set<String> done = new TreeSet<>(held.keySet());
        done.removeAll(refused.keySet());
        if (!done.isEmpty()) {
            List<LedgerEntry> notes = new ArrayList<>();
            done.forEach(name -> notes.add(new LedgerEntry.Settings(held.getOrDefault(name, Id.ZERO), Stage.FINAL)));
            sink.append(notes);
        }
        throwRefused(refused);
        LOG.info("target topics have their own settings count={}", done.size());
        return done;
    }

    private static Set<String> createdWith(String topic, LedgerContent ledger) {
        LedgerEntry.Creation creation = ledger.creations().get(topic);
        return creation == null ? Set.of() : creation.configs().keySet();
    }

    /** The present topic ids by name; topics that do not exist are left out. Safe for use by several threads. */
    public Map<String, Id> topicIds(Collection<String> names) throws IOException {
        return ids(cluster.describe(names));
    }

    /** As {@link #topicIds(Collection)}, and gives up after a time with {@link dev.varve.restore.cluster.TargetUnreachableException}. */
    public Map<String, Id> topicIds(Collection<String> names, Duration timeout) throws IOException {
        return ids(cluster.describe(names, timeout));
    }

    private static Map<String, Id> ids(Map<String, TopicDescription> topics) {
        Map<String, Id> ids = new HashMap<>();
        topics.forEach((name, topic) -> ids.put(name, TargetCluster.id(topic.topicId())));
        return ids;
    }

    /** Settings that hold now by topic name, defaults of the target among them; topics that do not exist are left out. */
    public Map<String, Map<String, String>> settings(Collection<String> names) throws IOException {
        Map<String, Map<String, String>> settings = new HashMap<>();
        cluster.settings(names).forEach((name, config) -> {
            Map<String, String> values = new TreeMap<>();
            for (ConfigEntry entry : config.entries()) {
                if (entry.value() != null && !entry.isSensitive()) {
                    values.put(entry.name(), entry.value());
                }
            }
            settings.put(name, values);
        });
        return settings;
    }

    private void alter(Map<String, Collection<AlterConfigOp>> changes) throws IOException {
        throwRefused(tryAlter(changes));
    }

    /** What the target has against changes, by topic. */
    private Map<String, ApiException> tryAlter(Map<String, Collection<AlterConfigOp>> changes) throws IOException {
        Map<String, Collection<AlterConfigOp>> real = new TreeMap<>(changes);
        real.values().removeIf(Collection::isEmpty);
        Map<String, ApiException> refused = new TreeMap<>();
        if (!real.isEmpty()) {
            for (Map.Entry<String, KafkaFuture<Void>> answer :
                    cluster.alter(real).entrySet()) {
                Optional<ApiException> failure = cluster.failure(answer.getValue());
                failure.ifPresent(cause -> refused.put(answer.getKey(), cause));
            }
        }
        return refused;
    }

    private static void throwRefused(Map<String, ApiException> refused) throws TargetTopicException {
        TargetTopicException first = null;
        for (Map.Entry<String, ApiException> one : refused.entrySet()) {
            TargetTopicException failure = TargetTopicException.settingsRefused(one.getKey(), one.getValue());
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private static TopicDescription description(Map<String, TopicDescription> found, String name)
            throws TargetTopicException {
        TopicDescription topic = found.get(name);
        if (topic == null) {
            throw TargetTopicException.missing(List.of(name));
        }
        return topic;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
