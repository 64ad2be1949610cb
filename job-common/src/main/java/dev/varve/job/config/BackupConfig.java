// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code backup.yaml} says, validated. Its text hides secrets.
 *
 * @param version of the configuration's grammar, 1
 * @param archive name of the archive in the store
 * @param discoveryInterval how often new topics and partitions are looked for
 * @param parallelism of the embedded Flink
 * @param stateDir local directory for checkpoints of the embedded Flink
 */
public record BackupConfig(
        int version,
        String archive,
        ConnectionConfig.Cluster source,
        TopicSelection topics,
        ConnectionConfig.Store store,
        Mode mode,
        Duration commitInterval,
        StartFrom startFrom,
        Segment segment,
        long bufferMemoryBytes,
        Compression compression,
        OnGap onGap,
        OnMissingTopic onMissingTopic,
        Duration discoveryInterval,
        int parallelism,
        String stateDir,
        Metrics metrics)
        implements Serializable {

    private static final Option<Integer> VERSION =
            Option.required("version", OptionType.integer(1, 1), "Version of this file's grammar: 1.");
    private static final Option<String> ARCHIVE = Option.required("archive", OptionType.name(), "Name of the archive.");
    private static final Option<String> SERVERS = ConnectionConfig.Cluster.serversOption("source");
    private static final Option<Map<String, String>> SOURCE_PROPERTIES =
            ConnectionConfig.Cluster.propertiesOption("source", reservedSourceProperties());
    private static final Option<Mode> MODE = Option.defaulted(
            "mode",
            OptionType.choice(Mode.class),
            "continuous",
            "`continuous` runs until stopped; `once` ends when everything committed at the start is archived.");
    private static final Option<Duration> COMMIT_INTERVAL = Option.defaulted(
            "commitInterval",
            OptionType.duration("10ms", "1d"),
            "60s",
            "How often the archive is brought up to date: what a disaster costs at most. At most 5s with `mode: once`, whose end waits"
                    + " for commits.");
    private static final Option<StartFrom> START_FROM = Option.defaulted(
            "startFrom",
            new OptionType.Scalar<>(
                    "earliest, latest or a time",
                    "earliest, latest or a time with zone such as 2026-02-01T00:00:00Z",
                    StartFrom::parse),
            "earliest",
            "Where partitions begin that the archive does not have yet. What it skips is recorded as a gap.");
    private static final Option<Long> TARGET_SIZE = Option.defaulted(
            "segment.targetSize",
            OptionType.size("64KiB", "16GiB"),
            "128MiB",
            "A segment that has grown to this size is closed before the commit interval ends.");
    private static final Option<Long> BLOCK_SIZE = Option.defaulted(
            "segment.blockSize",
            OptionType.size("4KiB", "8MiB"),
            "256KiB",
            "Unit of compression and of reading, before compression. At most `segment.targetSize`.");
    private static final Option<Long> OWN_FILE_ABOVE = Option.defaulted(
            "segment.ownFileAbove",
            OptionType.size("0", "16GiB"),
            "8MiB",
            "A topic that gave more than this in a commit interval gets segments of its own. At most `segment.targetSize`.");
    private static final Option<Long> BUFFER_MEMORY = Option.defaulted(
            "bufferMemory",
            OptionType.size("1MiB", "64GiB"),
            "64MiB",
            "Memory for records that wait to be written, per subtask. At least `segment.blockSize`.");
    private static final Option<Codec> CODEC =
            Option.defaulted("compression.codec", OptionType.choice(Codec.class), "zstd", "How blocks are compressed.");
    private static final Option<Integer> LEVEL = Option.defaulted(
            "compression.level", OptionType.integer(1, 19), "1", "1 is fastest, 19 smallest. Only with `codec: zstd`.");
    private static final Option<OnGap> ON_GAP = Option.defaulted(
            "onGap",
            OptionType.choice(OnGap.class),
            "record",
            "When the source has deleted records before they were read: `record` the gap and go on, or `fail`.");
    private static final Option<OnMissingTopic> ON_MISSING_TOPIC = Option.defaulted(
            "onMissingTopic",
            OptionType.choice(OnMissingTopic.class),
            "wait",
            "When a topic named exactly does not exist: `wait` for it, or `fail`.");
    private static final Option<Duration> DISCOVERY_INTERVAL = Option.defaulted(
            "discoveryInterval",
            OptionType.duration("100ms", "1d"),
            "30s",
            "How often new topics and partitions are looked for.");
    private static final Option<Integer> PARALLELISM = Option.defaulted(
            "parallelism",
            OptionType.integer(1, 32768),
            "1",
            "Subtasks of the embedded Flink. On a cluster, Flink's own setting.");
    private static final Option<String> STATE_DIR = Option.defaulted(
            "stateDir",
            OptionType.localDirectory(),
            "./varve-state",
            "Checkpoints of the embedded Flink. On a cluster, Flink's own setting.");
    private static final Option<Boolean> PER_PARTITION = Option.defaulted(
            "metrics.perPartition",
            OptionType.bool(),
            "true",
            "Metrics for every partition; `false` keeps totals only, for clusters with very many partitions.");

    /** In the order of the reference. */
    static final List<Option<?>> OPTIONS = List.of(
            VERSION,
            ARCHIVE,
            SERVERS,
            SOURCE_PROPERTIES,
            TopicSelection.TOPICS,
            ConnectionConfig.Store.URI_OPTION,
            ConnectionConfig.Store.PROPERTIES_OPTION,
            MODE,
            COMMIT_INTERVAL,
            START_FROM,
            TARGET_SIZE,
            BLOCK_SIZE,
            OWN_FILE_ABOVE,
            BUFFER_MEMORY,
            CODEC,
            LEVEL,
            ON_GAP,
            ON_MISSING_TOPIC,
            DISCOVERY_INTERVAL,
            PARALLELISM,
            STATE_DIR,
            PER_PARTITION);

    /**
     * Reads a local file, in UTF-8.
     *
     * @param overrides {@code path=value} each, applied in order; values are taken literally
     * @param environment the value of an environment variable, or null
     * @throws InvalidOptionsException with every mistake at once, also if the file cannot be read
     */
    public static BackupConfig load(Path file, List<String> overrides, Function<String, @Nullable String> environment) {
        return parse(file.toString(), ConfigTree.textOf(file), overrides, environment);
    }

    /**
     * Reads a text.
     *
     * @param fileName for messages
     * @param yaml the file's text
     * @param overrides {@code path=value} each, applied in order; values are taken literally
     * @param environment the value of an environment variable, or null
     * @throws InvalidOptionsException with every mistake at once
     */
    public static BackupConfig parse(
            String fileName, String yaml, List<String> overrides, Function<String, @Nullable String> environment) {
        return OptionValues.load(fileName, yaml, overrides, environment, OPTIONS, BackupConfig::of);
    }

    private static Optional<BackupConfig> of(OptionValues values) {
        TopicSelection topics = values.isGiven(TopicSelection.TOPICS)
                ? TopicSelection.of(values.find(TopicSelection.TOPICS).orElse(List.of()))
                : TopicSelection.everything();
        rejectAbove(values, BLOCK_SIZE, TARGET_SIZE);
        rejectAbove(values, OWN_FILE_ABOVE, TARGET_SIZE);
        rejectAbove(values, BLOCK_SIZE, BUFFER_MEMORY);
        if (values.isGiven(LEVEL) && values.find(CODEC).equals(Optional.of(Codec.NONE))) {
            values.reject(LEVEL, "Invalid combination: level has no effect with codec none.", "");
        }
        return values.isValid() ? Optional.of(build(values, topics)) : Optional.empty();
    }

    /** Two values that contradict each other; a default gives way instead, see {@link #build}. */
    private static void rejectAbove(OptionValues values, Option<Long> smaller, Option<Long> larger) {
        long low = values.find(smaller).orElse(0L);
        long high = values.find(larger).orElse(Long.MAX_VALUE);
        if (low > high && values.isGiven(smaller)) {
            String facts = smaller.path() + " " + values.text(smaller) + " is above " + larger.path() + " "
                    + values.text(larger);
            values.reject(smaller, "Invalid combination: " + facts + ".", "");
        }
    }

    private static BackupConfig build(OptionValues values, TopicSelection topics) {
        long targetSize = values.get(TARGET_SIZE);
        return new BackupConfig(
                values.get(VERSION),
                values.get(ARCHIVE),
                new ConnectionConfig.Cluster(
                        values.get(SERVERS), values.find(SOURCE_PROPERTIES).orElse(Map.of())),
                topics,
                new ConnectionConfig.Store(
                        values.get(ConnectionConfig.Store.URI_OPTION),
                        values.find(ConnectionConfig.Store.PROPERTIES_OPTION).orElse(Map.of())),
                values.get(MODE),
                values.get(COMMIT_INTERVAL),
                values.get(START_FROM),
                new Segment(
                        targetSize,
                        Math.min(values.get(BLOCK_SIZE), targetSize),
                        Math.min(values.get(OWN_FILE_ABOVE), targetSize)),
                values.get(BUFFER_MEMORY),
                new Compression(values.get(CODEC), values.get(LEVEL)),
                values.get(ON_GAP),
                values.get(ON_MISSING_TOPIC),
                values.get(DISCOVERY_INTERVAL),
                values.get(PARALLELISM),
                values.get(STATE_DIR),
                new Metrics(values.get(PER_PARTITION)));
    }

    private static Map<String, String> reservedSourceProperties() {
        Map<String, String> reserved = new TreeMap<>();
        String group = "Varve assigns partitions itself and joins no consumer group";
        String positions = "positions are kept in Flink's state and in the archive";
        String bytes = "keys and values are archived as the bytes they are";
        reserved.put("bootstrap.servers", "it belongs into source.bootstrapServers");
        reserved.put("group.id", group);
        reserved.put("group.instance.id", group);
        reserved.put("group.protocol", group);
        reserved.put("partition.assignment.strategy", group);
        reserved.put("enable.auto.commit", positions);
        reserved.put("auto.commit.interval.ms", positions);
        reserved.put("auto.offset.reset", "missing offsets become a recorded gap, never a silent jump");
        reserved.put("isolation.level", "only committed records are archived");
        reserved.put("key.deserializer", bytes);
        reserved.put("value.deserializer", bytes);
        reserved.put("interceptor.classes", bytes);
        reserved.put("allow.auto.create.topics", "a backup never creates topics");
        reserved.put("check.crcs", "damage in transit must be noticed");
        reserved.put("exclude.internal.topics", "topics decides what is read");
        return reserved;
    }

    /** When the job ends. */
    public enum Mode {
        CONTINUOUS,
        ONCE
    }

    /** What happens when the source has deleted records before they were read. */
    public enum OnGap {
        RECORD,
        FAIL
    }

    /** What happens when a topic that is named exactly does not exist. */
    public enum OnMissingTopic {
        WAIT,
        FAIL
    }

    /** The compression of blocks. */
    public enum Codec {
        ZSTD,
        NONE
    }

    /**
     * How segments are cut.
     *
     * @param targetSize bytes at which a segment is closed
     * @param blockSize bytes of a block before compression, at most {@code targetSize}
     * @param ownFileAbove bytes per commit interval above which a topic gets its own segments, at most {@code targetSize}
     */
    public record Segment(long targetSize, long blockSize, long ownFileAbove) implements Serializable {}

    /**
     * How blocks are compressed.
     *
     * @param level 1 to 19; without meaning for {@link Codec#NONE}
     */
    public record Compression(Codec codec, int level) implements Serializable {}

    /**
     * How much is measured.
     *
     * @param perPartition whether metrics are kept for every partition
     */
    public record Metrics(boolean perPartition) implements Serializable {}

    /** Where partitions begin that the archive does not have yet. */
    public sealed interface StartFrom extends Serializable {
        private static StartFrom parse(String text) {
            return switch (text) {
                case "earliest" -> new Earliest();
                case "latest" -> new Latest();
                default -> new At(OptionType.parseInstant(text));
            };
        }

        /** The first offset the source still has. */
        record Earliest() implements StartFrom {}

        /** The end of the partition as the job first sees it. */
        record Latest() implements StartFrom {}

        /** The first record at or after a time, by Kafka's time index. */
        record At(Instant time) implements StartFrom {}
    }
}
