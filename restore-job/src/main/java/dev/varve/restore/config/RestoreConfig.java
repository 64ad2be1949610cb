// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import dev.varve.job.config.ConfigTree;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.config.OptionType;
import dev.varve.job.config.OptionValues;
import dev.varve.job.config.OptionValues.Option;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@code restore.yaml} says, validated. Its text hides secrets.
 *
 * @param version of the configuration's grammar, 1
 * @param archive name of the archive in the store
 * @param id of the restore: its progress is kept under this name
 * @param topics at least one; general time range and {@code asOf} are already in it
 * @param sourceOffsetHeader name of a header that restored records get; null for none
 * @param rateLimitBytes bytes of records per second, all subtasks together; null for no limit
 * @param report where the report is written; null for standard output only
 * @param commitInterval how often what was restored becomes visible
 * @param parallelism of the embedded Flink
 * @param stateDir local directory for checkpoints of the embedded Flink
 */
public record RestoreConfig(
        int version,
        String archive,
        String id,
        RestoreTarget target,
        List<TopicMapping> topics,
        ConnectionConfig.Store store,
        OnGap onGap,
        OnDamage onDamage,
        NoTimestamp noTimestamp,
        @Nullable String sourceOffsetHeader,
        @Nullable Long rateLimitBytes,
        @Nullable URI report,
        Duration commitInterval,
        int parallelism,
        String stateDir)
        implements Serializable {
    private static final Option<Integer> VERSION =
            Option.required("version", OptionType.integer(1, 1), "Version of this file's grammar: 1.");
    private static final Option<String> ARCHIVE = Option.required("archive", OptionType.name(), "Name of the archive.");
    private static final Option<String> ID = Option.required(
            "id",
            OptionType.name(),
            "Name of this restore. Its progress is kept on the target under it: the same id goes on, another one begins anew.");
    private static final Option<Instant> AS_OF = Option.optional(
            "asOf",
            OptionType.instant(),
            "all that is archived",
            "The archive as it had been read from the source by then, for topics without one of their own.");
    private static final Option<OnGap> ON_GAP = Option.defaulted(
            "onGap",
            OptionType.choice(OnGap.class),
            "fail",
            "When the archive lacks offsets that are asked for: `fail`, or `continue` without them and end with exit code 3.");
    private static final Option<OnDamage> ON_DAMAGE = Option.defaulted(
            "onDamage",
            OptionType.choice(OnDamage.class),
            "fail",
            "When a block of the archive is damaged: `fail`, or `skip-block` and end with exit code 3.");
    private static final Option<NoTimestamp> NO_TIMESTAMP = Option.defaulted(
            "noTimestamp",
            OptionType.choice(NoTimestamp.class),
            "fail",
            "Records without a timestamp, which no producer can write: `fail`, or give them the time of the restore, `now`.");
    private static final Option<String> SOURCE_OFFSET_HEADER = Option.optional(
            "sourceOffsetHeader",
            OptionType.text(),
            "none",
            "Name of a header that every restored record gets, with its offset at the source.");
    private static final Option<Long> RATE_LIMIT = Option.optional(
            "rateLimit",
            OptionType.size("1KiB", "1024GiB"),
            "none",
            "Bytes of keys, values and headers per second, all subtasks together.");
    private static final Option<URI> REPORT = Option.optional(
            "report",
            new OptionType.Scalar<>("URI or path", "a URI or local path", ConnectionConfig.Store::parseUri),
            "standard output only",
            "File that the report is written to, as JSON. Schemes as in `store.uri`.");
    private static final Option<Duration> COMMIT_INTERVAL = Option.defaulted(
            "commitInterval",
            OptionType.duration("10ms", "1d"),
            "2s",
            "How often restored records become visible to consumers, with what the ledger says. Below"
                    + " `target.transactionTimeout`.");
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

    /** In the order of the reference. */
    static final List<Option<?>> OPTIONS = Stream.of(
                    List.<Option<?>>of(VERSION, ARCHIVE, ID),
                    RestoreTarget.OPTIONS,
                    List.<Option<?>>of(
                            TopicMapping.TOPICS,
                            TimeRange.FROM,
                            TimeRange.UNTIL,
                            AS_OF,
                            ConnectionConfig.Store.URI_OPTION,
                            ConnectionConfig.Store.PROPERTIES_OPTION,
                            ON_GAP,
                            ON_DAMAGE,
                            NO_TIMESTAMP,
                            SOURCE_OFFSET_HEADER,
                            RATE_LIMIT,
                            REPORT,
                            COMMIT_INTERVAL,
                            PARALLELISM,
                            STATE_DIR))
            .<Option<?>>flatMap(List::stream)
            .toList();

    public RestoreConfig {
        topics = List.copyOf(topics);
    }

    /**
     * Reads a local file, in UTF-8.
     *
     * @param overrides {@code path=value} each, applied in order; values are taken literally
     * @param environment the value of an environment variable, or null
     * @throws dev.varve.job.config.InvalidOptionsException with every mistake at once, also if the file cannot be read
     */
    public static RestoreConfig load(
            Path file, List<String> overrides, Function<String, @Nullable String> environment) {
        return parse(file.toString(), ConfigTree.textOf(file), overrides, environment);
    }

    /**
     * Reads a text.
     *
     * @param fileName for messages
     * @param yaml the file's text
     * @param overrides {@code path=value} each, applied in order; values are taken literally
     * @param environment the value of an environment variable, or null
     * @throws dev.varve.job.config.InvalidOptionsException with every mistake at once
     */
    public static RestoreConfig parse(
            String fileName, String yaml, List<String> overrides, Function<String, @Nullable String> environment) {
        return OptionValues.load(fileName, yaml, overrides, environment, OPTIONS, RestoreConfig::of);
    }

    private static Optional<RestoreConfig> of(OptionValues values) {
        TimeRange range = TimeRange.of(values).orElse(TimeRange.ALL);
        @Nullable Instant asOf = values.find(AS_OF).orElse(null);
        String ledgerTopic = RestoreTarget.ledgerTopic(values, values.find(ID).orElse(""));
        List<TopicMapping> topics = values.isGiven(TopicMapping.TOPICS)
                ? TopicMapping.of(values.find(TopicMapping.TOPICS).orElse(List.of()), range, asOf, ledgerTopic)
                : List.of(TopicMapping.everything(range, asOf));
        RestoreTarget.check(values, COMMIT_INTERVAL);
        return values.isValid() ? Optional.of(build(values, topics)) : Optional.empty();
    }

    private static RestoreConfig build(OptionValues values, List<TopicMapping> topics) {
        return new RestoreConfig(
                values.get(VERSION),
                values.get(ARCHIVE),
                values.get(ID),
                RestoreTarget.of(values, values.get(ID)),
                topics,
                new ConnectionConfig.Store(
                        values.get(ConnectionConfig.Store.URI_OPTION),
                        values.find(ConnectionConfig.Store.PROPERTIES_OPTION).orElse(Map.of())),
                values.get(ON_GAP),
                values.get(ON_DAMAGE),
                values.get(NO_TIMESTAMP),
                values.find(SOURCE_OFFSET_HEADER).orElse(null),
                values.find(RATE_LIMIT).orElse(null),
                values.find(REPORT).orElse(null),
                values.get(COMMIT_INTERVAL),
                values.get(PARALLELISM),
                values.get(STATE_DIR));
    }

    /** What happens when the archive lacks offsets that are asked for. */
    public enum OnGap {
        FAIL,
        CONTINUE
    }

    /** What happens when a block of the archive is damaged. */
    public enum OnDamage {
        FAIL,
        SKIP_BLOCK
    }

    /** What happens with records that have no timestamp. */
    public enum NoTimestamp {
        FAIL,
        /** They get the time of the restore. */
        NOW
    }

    /** What a restore opens: the archive, and where its report goes. */
    public List<URI> places() {
        return Stream.of(store.folder(archive), report).filter(Objects::nonNull).toList();
    }
}
