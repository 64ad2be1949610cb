// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.config.OptionType;
import dev.varve.job.config.OptionValues;
import dev.varve.job.config.OptionValues.Option;
import dev.varve.job.config.TopicSelection;
import java.io.Serializable;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a restore writes, and how.
 *
 * @param createTopics whether missing topics are created
 * @param configs what changes in the archived settings of topics that are created
 * @param transactionTimeout after which the target aborts a transaction that its writer has left
 * @param ledgerTopic keeps the progress of the restore
 */
public record RestoreTarget(
        ConnectionConfig.Cluster cluster,
        Delivery delivery,
        Replication replication,
        boolean createTopics,
        TopicConfigs configs,
        OnNonEmptyTarget onNonEmptyTarget,
        Duration transactionTimeout,
        String ledgerTopic)
        implements Serializable {
    /** Names of ledger topics begin with this, unless the configuration chooses another name. */
    public static final String LEDGER_PREFIX = TopicSelection.LEDGER_PREFIX;

    private static final Option<String> SERVERS = ConnectionConfig.Cluster.serversOption("target");
    private static final Option<Map<String, String>> PROPERTIES =
            ConnectionConfig.Cluster.propertiesOption("target", reservedProperties());
    private static final Option<Delivery> DELIVERY = Option.defaulted(
            "target.delivery",
            OptionType.choice(Delivery.class),
            "exactly-once",
            "`exactly-once` writes in Kafka transactions; `at-least-once` does without, and repeats records after a failure.");
    private static final Option<Replication> REPLICATION = Option.defaulted(
            "target.replicationFactor",
            new OptionType.Scalar<>(
                    "archived, default or a number",
                    "archived, default or a number from 1 to 32767",
                    Replication::parse),
            "archived",
            "Of topics that are created: what the source had, the `default` of the target, or a number.");
    private static final Option<Boolean> CREATE_TOPICS = Option.defaulted(
            "target.createTopics",
            OptionType.bool(),
            "true",
            "Whether missing topics are created; `false` makes a missing topic a problem of the plan.");
    private static final Option<Map<String, String>> CONFIGS_SET = Option.optional(
            "target.topicConfigs.set",
            new OptionType.TextMap("map", key -> null),
            "none",
            "Settings of created topics that replace or complete the archived ones, such as `min.insync.replicas`.");
    private static final Option<List<String>> CONFIGS_DROP = Option.optional(
            "target.topicConfigs.drop",
            new OptionType.ScalarList<>("list", (OptionType.Scalar<String>) OptionType.text()),
            "none",
            "Archived settings that created topics do not get; the target's default holds.");
    private static final Option<OnNonEmptyTarget> ON_NON_EMPTY = Option.defaulted(
            "target.onNonEmptyTarget",
            OptionType.choice(OnNonEmptyTarget.class),
            "fail",
            "When a target topic has records that this restore did not write: `fail`, or `append` to them.");
    private static final Option<Duration> TRANSACTION_TIMEOUT = Option.defaulted(
            "target.transactionTimeout",
            OptionType.duration("1s", "1h"),
            "60s",
            "After this the target aborts what a lost writer left open. Above `commitInterval`; at most what the brokers allow"
                    + " (`transaction.max.timeout.ms`).");
    private static final Option<String> LEDGER_TOPIC = Option.optional(
            "target.ledgerTopic",
            OptionType.topicName("ledgerTopic"),
            "`" + LEDGER_PREFIX + "` and the `id`",
            "Topic on the target that keeps the progress of this restore, and of no other.");

    static final List<Option<?>> OPTIONS = List.of(
            SERVERS,
            PROPERTIES,
            DELIVERY,
            REPLICATION,
            CREATE_TOPICS,
            CONFIGS_SET,
            CONFIGS_DROP,
            ON_NON_EMPTY,
            TRANSACTION_TIMEOUT,
            LEDGER_TOPIC);

    /** Reports values that contradict each other. */
    static void check(OptionValues values, Option<Duration> commitInterval) {
        Map<String, String> set = values.find(CONFIGS_SET).orElse(Map.of());
        for (String key : new TreeSet<>(values.find(CONFIGS_DROP).orElse(List.of()))) {
            if (set.containsKey(key)) {
                values.reject(
                        CONFIGS_DROP, "Invalid combination: '" + key + "' is set and dropped.", "to set it is enough");
            }
        }
        Duration commit = values.find(commitInterval).orElse(Duration.ZERO);
        Duration timeout = values.find(TRANSACTION_TIMEOUT).orElse(commit.plusMillis(1));
        if (commit.compareTo(timeout) >= 0) {
            Option<Duration> place = values.isGiven(commitInterval) ? commitInterval : TRANSACTION_TIMEOUT;
            String facts = "commitInterval " + values.text(commitInterval) + " is not below target.transactionTimeout "
                    + values.text(TRANSACTION_TIMEOUT);
            values.reject(place, "Invalid combination: " + facts + ".", "a transaction is open for a commitInterval");
        }
    }

    /** For values without mistakes. */
    static RestoreTarget of(OptionValues values, String restoreId) {
        return new RestoreTarget(
                new ConnectionConfig.Cluster(
                        values.get(SERVERS), values.find(PROPERTIES).orElse(Map.of())),
                values.get(DELIVERY),
                values.get(REPLICATION),
                values.get(CREATE_TOPICS),
                new TopicConfigs(
                        values.find(CONFIGS_SET).orElse(Map.of()),
                        Set.copyOf(values.find(CONFIGS_DROP).orElse(List.of()))),
                values.get(ON_NON_EMPTY),
                values.get(TRANSACTION_TIMEOUT),
                ledgerTopic(values, restoreId));
    }

    static String ledgerTopic(OptionValues values, String restoreId) {
        return values.find(LEDGER_TOPIC).orElse(LEDGER_PREFIX + restoreId);
    }

    private static Map<String, String> reservedProperties() {
        Map<String, String> reserved = new TreeMap<>();
        String once = "exactly-once rests on it";
        String bytes = "keys and values are restored as the bytes they are";
        String group = "the target is read back without a consumer group";
        String partition = "topics[].partitioning decides";
        reserved.put("bootstrap.servers", "it belongs into target.bootstrapServers");
        reserved.put("transactional.id", "it is made of the restore's id and the subtask");
        reserved.put("transaction.timeout.ms", "it belongs into target.transactionTimeout");
        reserved.put("transaction.two.phase.commit.enable", once);
        reserved.put("delivery.timeout.ms", "it must not be above target.transactionTimeout, and follows from it");
        reserved.put("max.request.size", "it follows from the largest record");
        reserved.put("acks", once);
        reserved.put("enable.idempotence", once);
        reserved.put("retries", once);
        reserved.put("max.in.flight.requests.per.connection", "records must stay in order");
        reserved.put("partitioner.class", partition);
        reserved.put("partitioner.ignore.keys", partition);
        reserved.put("key.serializer", bytes);
        reserved.put("value.serializer", bytes);
        reserved.put("key.deserializer", bytes);
        reserved.put("value.deserializer", bytes);
        reserved.put("interceptor.classes", bytes);
        reserved.put("isolation.level", "only committed records count");
        reserved.put("auto.offset.reset", "what is read back begins where the restore began");
        reserved.put("check.crcs", "damage in transit must be noticed");
        reserved.put("allow.auto.create.topics", "topics are created with their archived settings only");
        reserved.put("group.id", group);
        reserved.put("group.instance.id", group);
        reserved.put("group.protocol", group);
        reserved.put("enable.auto.commit", group);
        reserved.put("auto.commit.interval.ms", group);
        return reserved;
    }

    /** What holds after a failure. */
    public enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    /** What happens with a target that has records of somebody else. */
    public enum OnNonEmptyTarget {
        FAIL,
        APPEND
    }

    /**
     * Changes of the archived settings.
     *
     * @param set replace or complete them
     * @param drop names of those that are left out
     */
    public record TopicConfigs(Map<String, String> set, Set<String> drop) implements Serializable {
        public TopicConfigs {
            set = Collections.unmodifiableMap(new TreeMap<>(set));
            drop = Collections.unmodifiableSet(new TreeSet<>(drop));
        }
    }

    /** How many replicas created topics get. */
    public sealed interface Replication extends Serializable {
        private static Replication parse(String text) {
            return switch (text) {
                case "archived" -> new Archived();
                case "default" -> new TargetDefault();
                default -> new Fixed(parseFactor(text));
            };
        }

        private static short parseFactor(String text) {
            if (!text.matches("[0-9]{1,5}")) {
                throw new IllegalArgumentException("not a number");
            }
            return Short.parseShort(text);
        }

        /** As many as the source had. */
        record Archived() implements Replication {}

        /** As many as the target gives when nobody asks. */
        record TargetDefault() implements Replication {}

        /** A number, at least 1. */
        record Fixed(short factor) implements Replication {
            public Fixed {
                if (factor < 1) {
                    throw new IllegalArgumentException("Invalid replication factor: need at least 1, found: " + factor);
                }
            }
        }
    }
}
