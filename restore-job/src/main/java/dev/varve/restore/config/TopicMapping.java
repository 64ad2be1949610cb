// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import dev.varve.format.Id;
import dev.varve.job.config.OptionType;
import dev.varve.job.config.OptionType.RejectedValueException;
import dev.varve.job.config.OptionValues;
import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code topics}: which topics of the archive, and what becomes of them.
 *
 * @param partitions those wanted, with their offsets; empty for all of them
 * @param timeRange which records are wanted; the general one where the entry has none of its own
 * @param asOf if not null, the archive as it had been read from the source by then; the general one where the entry has none
 */
public record TopicMapping(
        Source source,
        TopicIdChoice topicId,
        Partitioning partitioning,
        List<PartitionRange> partitions,
        TimeRange timeRange,
        @Nullable Instant asOf)
        implements Serializable {
    private static final Option<String> SOURCE = Option.optional(
            "source", OptionType.topicName("source"), "`pattern` is given", "Exact name of a topic in the archive.");
    private static final Option<String> PATTERN = Option.optional(
            "pattern",
            OptionType.regex(),
            "`source` is given",
            "Regular expression for whole topic names. Never selects internal topics (`__...`) and `varve-restore-...`, and not"
                    + " what an entry with `source` names.");
    private static final Option<String> EXCLUDE = Option.optional(
            "exclude",
            OptionType.regex(),
            "nothing",
            "Regular expression for whole topic names that this `pattern` does not select.");
    private static final Option<String> TARGET = Option.optional(
            "target",
            OptionType.topicName("target"),
            "the same name",
            "Name of the target topic. Only with `source`: a pattern cannot rename.");
    private static final Option<TopicIdChoice> TOPIC_ID = Option.optional(
            "topicId",
            new OptionType.Scalar<>(
                    "id, newest or all", "a topic id as varve list prints it, newest or all", TopicIdChoice::parse),
            "refused if the archive has several",
            "Which of several topics that had the name one after the other: an id, the `newest`, or `all`.");
    private static final Option<Partitioning> PARTITIONING = Option.defaulted(
            "partitioning",
            OptionType.choice(Partitioning.class),
            "preserve",
            "`preserve` keeps every record in its partition; `by-key` chooses by key, for another number of partitions.");
    private static final Option<Integer> NUMBER =
            Option.required("number", OptionType.integer(0, Integer.MAX_VALUE), "Number of a partition of the source.");
    private static final Option<Long> FROM =
            Option.optional("from", OptionType.offset(), "its first offset", "First offset wanted, inclusive.");
    private static final Option<Long> UNTIL = Option.optional(
            "until", OptionType.offset(), "its end in the archive", "Offset that is not wanted any more, exclusive.");
    private static final Option<List<OptionValues>> PARTITIONS = Option.optional(
            "partitions",
            new OptionType.ObjectList("list", List.of(NUMBER, FROM, UNTIL)),
            "all of them",
            "Only these partitions, and only these offsets of them. Only with `source`.");
    private static final Option<Instant> AS_OF = Option.optional(
            "asOf",
            OptionType.instant(),
            "the general `asOf`",
            "The archive as it had been read from the source by then, for these topics.");

    static final Option<List<OptionValues>> TOPICS = Option.optional(
            "topics",
            new OptionType.ObjectList(
                    "list",
                    List.of(
                            SOURCE,
                            PATTERN,
                            EXCLUDE,
                            TARGET,
                            TOPIC_ID,
                            PARTITIONING,
                            PARTITIONS,
                            TimeRange.FROM,
                            TimeRange.UNTIL,
                            AS_OF)),
            "everything except internal topics, under the same names",
            "What to restore. An exact name beats patterns; of several patterns the first that fits decides.");

    /** Brokers let no producer write to these. */
    private static final Set<String> OF_KAFKA =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state", "__cluster_metadata");

    public TopicMapping {
        partitions = List.copyOf(partitions);
    }

    /** Everything in the archive except internal topics, under the same names. */
    static TopicMapping everything(TimeRange timeRange, @Nullable Instant asOf) {
        return new TopicMapping(
                new Matching(".*", ""), new TopicIdChoice.Only(), Partitioning.PRESERVE, List.of(), timeRange, asOf);
    }

    /**
     * Mistakes are reported to the entries.
     *
     * @param ledgerTopic no target of records
     */
    static List<TopicMapping> of(
            List<OptionValues> entries, TimeRange generalRange, @Nullable Instant generalAsOf, String ledgerTopic) {
        Map<Object, OptionValues> seen = new HashMap<>();
        List<TopicMapping> mappings = new ArrayList<>();
        for (OptionValues entry : entries) {
            if (entry.isReadable()) {
                source(entry).ifPresent(source -> {
                    TopicMapping mapping = of(entry, source, generalRange, generalAsOf);
                    rejectRepetition(entry, mapping, seen);
                    rejectUnwritable(entry, source, ledgerTopic);
                    mappings.add(mapping);
                });
            }
        }
        return mappings;
    }

    private static TopicMapping of(
            OptionValues entry, Source source, TimeRange generalRange, @Nullable Instant generalAsOf) {
        return new TopicMapping(
                source,
                entry.find(TOPIC_ID).orElseGet(TopicIdChoice.Only::new),
                entry.find(PARTITIONING).orElse(Partitioning.PRESERVE),
                partitions(entry),
                TimeRange.of(entry).orElse(generalRange),
                entry.find(AS_OF).orElse(generalAsOf));
    }

    private static Optional<Source> source(OptionValues entry) {
        boolean byName = entry.isGiven(SOURCE);
        if (byName == entry.isGiven(PATTERN)) {
            String found = byName ? "found both." : "found neither.";
            entry.reject("Invalid entry: expected either source or pattern, " + found, "");
        } else if (byName && entry.isGiven(EXCLUDE)) {
            entry.reject(EXCLUDE, "Invalid combination: exclude needs a pattern, and this entry has a source.", "");
        } else if (!byName) {
            rejectForPattern(entry, TARGET, "a pattern cannot rename");
            rejectForPattern(entry, PARTITIONS, "partitions and offsets belong to one topic");
            if (entry.find(TOPIC_ID).orElse(null) instanceof TopicIdChoice.Exactly) {
                rejectForPattern(entry, TOPIC_ID, "an id belongs to one topic");
            }
        }
        return byName
                ? entry.find(SOURCE)
                        .map(name -> new Exact(name, entry.find(TARGET).orElse(name)))
                : entry.find(PATTERN)
                        .map(pattern ->
                                new Matching(pattern, entry.find(EXCLUDE).orElse("")));
    }

    private static void rejectForPattern(OptionValues entry, Option<?> option, String reason) {
        if (entry.isGiven(option)) {
            entry.reject(option, "Invalid combination: " + reason + ".", "name the topic with 'source'");
        }
    }

    private static void rejectRepetition(OptionValues entry, TopicMapping mapping, Map<Object, OptionValues> seen) {
        if (mapping.source instanceof Exact exact) {
            OptionValues first = seen.putIfAbsent(List.of(exact, mapping.topicId), entry);
            if (first != null) {
                String where = first.line(SOURCE) > 0 ? ", first at line " + first.line(SOURCE) : "";
                entry.reject(
                        SOURCE, "Duplicate entry: '" + exact.topic + "' into '" + exact.target + "'" + where + ".", "");
            }
        }
    }

    private static void rejectUnwritable(OptionValues entry, Source source, String ledgerTopic) {
        Option<String> place = entry.isGiven(TARGET) ? TARGET : SOURCE;
        if (source instanceof Exact exact && exact.target.equals(ledgerTopic)) {
            entry.reject(
                    place,
                    "Invalid combination: this topic is the ledger of the restore.",
                    "choose another target, or another target.ledgerTopic");
        } else if (source instanceof Exact exact && OF_KAFKA.contains(exact.target)) {
            entry.reject(
                    place,
                    "Unsupported target: '" + exact.target + "' is Kafka's own, nobody else can write to it.",
                    "restore it into another 'target'");
        }
    }

    private static List<PartitionRange> partitions(OptionValues entry) {
        Map<Integer, PartitionRange> ranges = new HashMap<>();
        for (OptionValues item : entry.find(PARTITIONS).orElse(List.of())) {
            long from = item.find(FROM).orElse(0L);
            long until = item.find(UNTIL).orElse(Long.MAX_VALUE);
            if (from >= until) {
                String facts = "from " + from + " is not below until " + until;
                item.reject(UNTIL, "Invalid combination: " + facts + ".", "until is exclusive");
            }
            item.find(NUMBER).ifPresent(number -> {
                if (ranges.putIfAbsent(number, new PartitionRange(number, from, until)) != null) {
                    item.reject(NUMBER, "Duplicate partition: " + number + ".", "");
                }
            });
        }
        return ranges.values().stream().sorted().toList();
    }

    /** Which partition of the target a record goes to. */
    public enum Partitioning {
        PRESERVE,
        BY_KEY
    }

    /** Which topics of the archive an entry is about. */
    public sealed interface Source extends Serializable {}

    /**
     * A topic by its name.
     *
     * @param target name of the target topic
     */
    public record Exact(String topic, String target) implements Source {}

    /**
     * Topics by regular expressions for the whole name; they keep their names.
     *
     * @param exclude empty: nothing is excluded
     */
    public record Matching(String pattern, String exclude) implements Source {
        /** Whether the entry is about a topic. Internal topics and ledgers are never meant by a pattern. */
        public boolean covers(String topic) {
            return !isOnlyByName(topic) && topic.matches(pattern) && (exclude.isEmpty() || !topic.matches(exclude));
        }

        /** Whether no pattern selects a topic. */
        public static boolean isOnlyByName(String topic) {
            return topic.startsWith("__") || topic.startsWith(RestoreTarget.LEDGER_PREFIX);
        }
    }

    /**
     * Part of a partition.
     *
     * @param from first offset wanted
     * @param until one past the last offset wanted; {@link Long#MAX_VALUE} for the end that the archive has
     */
    public record PartitionRange(int number, long from, long until)
            implements Serializable, Comparable<PartitionRange> {
        @Override
        public int compareTo(PartitionRange other) {
            return Integer.compare(number, other.number);
        }
    }

    /** Which of several topics that had one name. */
    public sealed interface TopicIdChoice extends Serializable {
        private static TopicIdChoice parse(String text) {
            return switch (text) {
                case "newest" -> new Newest();
                case "all" -> new All();
                default -> new Exactly(parseId(text));
            };
        }

        private static Id parseId(String text) {
            if (text.matches("[0-9a-f]{32}")) {
                return Id.fromHex(text);
            }
            if (text.length() != 22) {
                throw RejectedValueException.of("a topic id as varve list prints it, newest or all", "");
            }
            return Id.fromBase64(text);
        }

        /** The only one that there is; if there are several, the request is refused. */
        record Only() implements TopicIdChoice {}

        /** The one that was seen first last. */
        record Newest() implements TopicIdChoice {}

        /** All of them. */
        record All() implements TopicIdChoice {}

        /** The one with this id. */
        record Exactly(Id id) implements TopicIdChoice {}
    }
}
