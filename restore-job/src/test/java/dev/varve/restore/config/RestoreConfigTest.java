// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import static dev.varve.restore.config.RestoreText.MINIMAL;
import static dev.varve.restore.config.RestoreText.parse;
import static dev.varve.restore.config.RestoreText.parseWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.job.config.ConnectionConfig;
import dev.varve.job.config.OptionValues;
import dev.varve.restore.config.RestoreConfig.NoTimestamp;
import dev.varve.restore.config.RestoreConfig.OnDamage;
import dev.varve.restore.config.RestoreConfig.OnGap;
import dev.varve.restore.config.RestoreTarget.Delivery;
import dev.varve.restore.config.RestoreTarget.OnNonEmptyTarget;
import dev.varve.restore.config.RestoreTarget.Replication;
import dev.varve.restore.config.RestoreTarget.TopicConfigs;
import dev.varve.restore.config.TopicMapping.Exact;
import dev.varve.restore.config.TopicMapping.Matching;
import dev.varve.restore.config.TopicMapping.PartitionRange;
import dev.varve.restore.config.TopicMapping.Partitioning;
import dev.varve.restore.config.TopicMapping.TopicIdChoice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestoreConfigTest {
    private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant FEBRUARY = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Id TOPIC_ID = Id.fromHex("6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60");

    private static final String EVERY_KEY = """
            version: 1
            archive: Shop-2.eu_west
            id: shop-to-staging
            target:
              bootstrapServers: a:1, b:2
              properties: {security.protocol: SASL_SSL, sasl.jaas.config: "x y;"}
              delivery: at-least-once
              replicationFactor: 3
              createTopics: false
              topicConfigs: {set: {cleanup.policy: compact}, drop: [min.insync.replicas, segment.bytes]}
              onNonEmptyTarget: append
              transactionTimeout: 2min
              ledgerTopic: progress
            topics:
              - source: orders
                target: orders-copy
                topicId: bxsMXoo9Ty-eexosPU5fYA
                partitioning: by-key
                partitions: [{number: 2}, {number: 0, from: 10, until: 900}]
                timeRange: {from: 2026-02-01T00:00:00Z}
                asOf: 2026-03-01T00:00:00Z
              - pattern: "events\\\\..*"
                exclude: "events\\\\.debug.*"
                topicId: all
              - source: payments
                topicId: newest
            timeRange: {from: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z}
            asOf: 2026-02-01T01:00+01:00
            store:
              uri: abfss://container@account.dfs.core.windows.net/backups/
              properties: {s3.access-key: k}
            onGap: continue
            onDamage: skip-block
            noTimestamp: now
            sourceOffsetHeader: source-offset
            rateLimit: 50MiB
            report: file:///data/report.json
            commitInterval: 500ms
            parallelism: 4
            stateDir: /var/lib/varve
            """;

    @Test
    void hasDefaults() {
        RestoreConfig config = parse(MINIMAL);

        assertThat(config)
                .isEqualTo(new RestoreConfig(
                        1,
                        "shop",
                        "shop-to-staging",
                        new RestoreTarget(
                                new ConnectionConfig.Cluster("localhost:9093", Map.of()),
                                Delivery.EXACTLY_ONCE,
                                new Replication.Archived(),
                                true,
                                new TopicConfigs(Map.of(), Set.of()),
                                OnNonEmptyTarget.FAIL,
                                Duration.ofSeconds(60),
                                "varve-restore-shop-to-staging"),
                        List.of(new TopicMapping(
                                new Matching(".*", ""),
                                new TopicIdChoice.Only(),
                                Partitioning.PRESERVE,
                                List.of(),
                                TimeRange.ALL,
                                null)),
                        new ConnectionConfig.Store(URI.create("s3://bucket/backups"), Map.of()),
                        OnGap.FAIL,
                        OnDamage.FAIL,
                        NoTimestamp.FAIL,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(2),
                        1,
                        "./varve-state"));
    }

    @Test
    void takesEveryKey() {
        TimeRange january = new TimeRange(JANUARY, FEBRUARY);

        RestoreConfig config = parse(EVERY_KEY);

        assertThat(config)
                .isEqualTo(new RestoreConfig(
                        1,
                        "Shop-2.eu_west",
                        "shop-to-staging",
                        everyTargetKey(),
                        List.of(
                                new TopicMapping(
                                        new Exact("orders", "orders-copy"),
                                        new TopicIdChoice.Exactly(TOPIC_ID),
                                        Partitioning.BY_KEY,
                                        List.of(
                                                new PartitionRange(0, 10, 900),
                                                new PartitionRange(2, 0, Long.MAX_VALUE)),
                                        new TimeRange(FEBRUARY, null),
                                        MARCH),
                                new TopicMapping(
                                        new Matching("events\\..*", "events\\.debug.*"),
                                        new TopicIdChoice.All(),
                                        Partitioning.PRESERVE,
                                        List.of(),
                                        january,
                                        FEBRUARY),
                                new TopicMapping(
                                        new Exact("payments", "payments"),
                                        new TopicIdChoice.Newest(),
                                        Partitioning.PRESERVE,
                                        List.of(),
                                        january,
                                        FEBRUARY)),
                        new ConnectionConfig.Store(
                                URI.create("abfss://container@account.dfs.core.windows.net/backups"),
                                Map.of("s3.access-key", "k")),
                        OnGap.CONTINUE,
                        OnDamage.SKIP_BLOCK,
                        NoTimestamp.NOW,
                        "source-offset",
                        50L << 20,
                        URI.create("file:///data/report.json"),
                        Duration.ofMillis(500),
                        4,
                        "/var/lib/varve"));
    }

    private static RestoreTarget everyTargetKey() {
        return new RestoreTarget(
                new ConnectionConfig.Cluster(
                        "a:1,b:2", Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "x y;")),
                Delivery.AT_LEAST_ONCE,
                new Replication.Fixed((short) 3),
                false,
                new TopicConfigs(Map.of("cleanup.policy", "compact"), Set.of("min.insync.replicas", "segment.bytes")),
                OnNonEmptyTarget.APPEND,
                Duration.ofMinutes(2),
                "progress");
    }

    @Test
    void everyDeclaredKeyIsInTheTestOfEveryKey() {
        assertThat(RestoreConfig.OPTIONS)
                .extracting(option -> lastName(option.path()))
                .allSatisfy(name -> assertThat(EVERY_KEY).contains(name + ":"));
    }

    @Test
    void everyDefaultIsValid() {
        assertThat(RestoreConfig.OPTIONS)
                .filteredOn(option -> option.presence() == OptionValues.Presence.DEFAULTED)
                .allSatisfy(option -> assertThat(parse(MINIMAL, option.path() + "=" + option.standIn()))
                        .isEqualTo(parse(MINIMAL)));
    }

    @Test
    void oneTopicMayGoToTwoTargets() {
        RestoreConfig config = parseWith("topics: [{source: a, target: b}, {source: a, target: c}]");

        assertThat(config.topics())
                .extracting(TopicMapping::source)
                .containsExactly(new Exact("a", "b"), new Exact("a", "c"));
    }

    @Test
    void topicIdIsTakenInHexadecimal() {
        RestoreConfig config = parseWith("topics: [{source: a, topicId: 6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60}]");

        assertThat(config.topics())
                .extracting(TopicMapping::topicId)
                .containsExactly(new TopicIdChoice.Exactly(TOPIC_ID));
    }

    @Test
    void emptyListOfDroppedSettingsIsTaken() {
        RestoreConfig config = parse(MINIMAL, "target.topicConfigs.set.retention.ms=5");

        assertThat(config.target().configs()).isEqualTo(new TopicConfigs(Map.of("retention.ms", "5"), Set.of()));
    }

    @Test
    void patternsNeverMeanInternalTopics() {
        Matching everything = new Matching(".*", "drop.*");

        assertThat(Stream.of("orders", "__consumer_offsets", "varve-restore-x", "dropped")
                        .filter(everything::covers))
                .containsExactly("orders");
    }

    @Test
    void shippedExampleIsValidAndNamesEveryKey() throws Exception {
        Path sample =
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../config/restore.yaml");
        String text = Files.readString(sample);

        RestoreConfig config = RestoreConfig.load(sample, List.of(), name -> null);

        assertThat(config.topics()).hasSize(2);
        assertThat(RestoreConfig.OPTIONS)
                .extracting(option -> lastName(option.path()))
                .allSatisfy(name -> assertThat(text).contains(name + ":"));
        assertThat(parse(text.replaceAll("(?m)^topics:.*\\R(  .*\\R)*", "")))
                .isEqualTo(parse(MINIMAL, "store.uri=./varve-archives", "report=./restore-report.json"));
    }

    @Test
    void textHidesSecrets() {
        RestoreConfig config = parseWith(
                "",
                "target.properties.security.protocol=SASL_SSL",
                "target.properties.sasl.jaas.config=canary",
                "store.properties.s3.secret-key=canary");

        assertThat(config.toString()).contains("security.protocol=SASL_SSL").doesNotContain("canary");
    }

    @Test
    @SuppressWarnings("BanSerializableRead")
    void travelsWithTheJob() throws Exception {
        RestoreConfig config = parse(EVERY_KEY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(config);
        }

        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).isEqualTo(config);
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
