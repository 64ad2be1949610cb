// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static dev.varve.job.config.ConfigText.MINIMAL;
import static dev.varve.job.config.ConfigText.parse;
import static dev.varve.job.config.ConfigText.parseWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.config.BackupConfig.Codec;
import dev.varve.job.config.BackupConfig.Compression;
import dev.varve.job.config.BackupConfig.Metrics;
import dev.varve.job.config.BackupConfig.Mode;
import dev.varve.job.config.BackupConfig.OnGap;
import dev.varve.job.config.BackupConfig.OnMissingTopic;
import dev.varve.job.config.BackupConfig.Segment;
import dev.varve.job.config.BackupConfig.StartFrom;
import dev.varve.job.config.TopicSelection.Exact;
import dev.varve.job.config.TopicSelection.Matching;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupConfigTest {
    private static final String EVERY_KEY = """
            version: 1
            archive: Shop-2.eu_west
            source:
              bootstrapServers: a:1, b:2
              properties: {security.protocol: SASL_SSL, sasl.jaas.config: "x y;"}
            topics:
              - topic: orders
              - topic: payments
                enabled: false
              - pattern: "events\\\\..*"
                exclude: "events\\\\.debug.*"
            store:
              uri: abfss://container@account.dfs.core.windows.net/backups/
              properties: {s3.access-key: k}
            mode: once
            commitInterval: 2min
            startFrom: 2026-02-01T01:00+01:00
            segment: {targetSize: 64MiB, blockSize: 64 KiB, ownFileAbove: 1048576}
            bufferMemory: 1GiB
            compression: {codec: zstd, level: 19}
            onGap: fail
            onMissingTopic: fail
            discoveryInterval: PT1M30S
            parallelism: 08
            stateDir: /var/lib/varve
            metrics: {perPartition: false}
            """;

    @Test
    void hasDefaults() {
        BackupConfig config = parse(MINIMAL);

        assertThat(config)
                .isEqualTo(new BackupConfig(
                        1,
                        "shop",
                        new ConnectionConfig.Cluster("localhost:9092", Map.of()),
                        TopicSelection.everything(),
                        new ConnectionConfig.Store(URI.create("s3://bucket/backups"), Map.of()),
                        Mode.CONTINUOUS,
                        Duration.ofSeconds(60),
                        new StartFrom.Earliest(),
                        new Segment(128L << 20, 256L << 10, 8L << 20),
                        64L << 20,
                        new Compression(Codec.ZSTD, 1),
                        OnGap.RECORD,
                        OnMissingTopic.WAIT,
                        Duration.ofSeconds(30),
                        1,
                        "./varve-state",
                        new Metrics(true)));
    }

    @Test
    void takesEveryKey() {
        BackupConfig config = parse(EVERY_KEY);

        assertThat(config)
                .isEqualTo(new BackupConfig(
                        1,
                        "Shop-2.eu_west",
                        new ConnectionConfig.Cluster(
                                "a:1,b:2", Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", "x y;")),
                        new TopicSelection(List.of(
                                new Exact("orders", true),
                                new Exact("payments", false),
                                new Matching("events\\..*", "events\\.debug.*", true))),
                        new ConnectionConfig.Store(
                                URI.create("abfss://container@account.dfs.core.windows.net/backups"),
                                Map.of("s3.access-key", "k")),
                        Mode.ONCE,
                        Duration.ofMinutes(2),
                        new StartFrom.At(Instant.parse("2026-02-01T00:00:00Z")),
                        new Segment(64L << 20, 64L << 10, 1L << 20),
                        1L << 30,
                        new Compression(Codec.ZSTD, 19),
                        OnGap.FAIL,
                        OnMissingTopic.FAIL,
                        Duration.ofSeconds(90),
                        8,
                        "/var/lib/varve",
                        new Metrics(false)));
    }

    @Test
    void everyDeclaredKeyIsInTheTestOfEveryKey() {
        List<String> lastNames = BackupConfig.OPTIONS.stream()
                .map(option -> option.path().substring(option.path().lastIndexOf('.') + 1))
                .toList();

        assertThat(lastNames).allSatisfy(name -> assertThat(EVERY_KEY).contains(name + ":"));
    }

    @Test
    void everyDefaultIsValid() {
        assertThat(BackupConfig.OPTIONS)
                .filteredOn(option -> option.presence() == OptionValues.Presence.DEFAULTED)
                .allSatisfy(option -> assertThat(parse(MINIMAL, option.path() + "=" + option.standIn()))
                        .isEqualTo(parse(MINIMAL)));
    }

    @Test
    void defaultsGiveWayToSmallTargetSize() {
        BackupConfig config = parseWith("segment: {targetSize: 128KiB}");

        assertThat(config.segment()).isEqualTo(new Segment(128L << 10, 128L << 10, 128L << 10));
    }

    @Test
    void scalarsAreTypedByTheOption() {
        BackupConfig config = parse("""
                version: "1"
                archive: no
                source: {bootstrapServers: 'on:9092', properties: {client.id: 010, sasl.mechanism: yes, ssl.protocol: ""}}
                store: {uri: 2026-01-01}
                topics: [{topic: 1e3, enabled: 'false'}]
                """);

        assertThat(config.archive()).isEqualTo("no");
        assertThat(config.source().properties())
                .isEqualTo(Map.of("client.id", "010", "sasl.mechanism", "yes", "ssl.protocol", ""));
        assertThat(config.store().uri().getPath()).endsWith("/2026-01-01");
        assertThat(config.topics().rules()).containsExactly(new Exact("1e3", false));
    }

    @Test
    void emptyGroupsAndMapsAreAsIfLeftOut() {
        BackupConfig config = parse("""
                version: 1
                archive: shop
                source:
                  bootstrapServers: localhost:9092
                  properties:
                store: {uri: "s3://bucket/backups", properties: {}}
                segment:
                """);

        assertThat(config).isEqualTo(parse(MINIMAL));
    }

    @Test
    void expandsEnvironmentAfterParsing() {
        BackupConfig config = parse("""
                version: 1
                archive: ${ARCHIVE:shop}-${REGION:}x
                source: {bootstrapServers: "${BROKER}", properties: {a: "$${BROKER} $1 $", b: "${EMPTY:x}", c: "${U:a: [b}"}}
                store: {uri: "s3://bucket/${BROKER:unused}"}
                """.replace("bucket/${BROKER:unused}", "bucket/${PREFIX:backups}"));

        assertThat(config.archive()).isEqualTo("shop-x");
        assertThat(config.source())
                .isEqualTo(new ConnectionConfig.Cluster(
                        "kafka:9092", Map.of("a", "${BROKER} $1 $", "b", "", "c", "a: [b")));
        assertThat(config.store().uri()).isEqualTo(URI.create("s3://bucket/backups"));
    }

    @Test
    void overridesApplyBeforeValidation() {
        BackupConfig config = parse(
                "archive: ${UNSET}\nversion: 1\nsource: {bootstrapServers: 'a:1'}\ntopics: [{topic: a}]\n",
                "archive=shop",
                "archive=shop2",
                "store.uri=s3://b",
                "source.properties.sasl.jaas.config=a=b ${BROKER}",
                "topics[0].enabled=false",
                "topics[1].pattern=b.*",
                "segment.targetSize=1MiB");

        assertThat(config.archive()).isEqualTo("shop2");
        assertThat(config.store().uri()).isEqualTo(URI.create("s3://b"));
        assertThat(config.source().properties()).isEqualTo(Map.of("sasl.jaas.config", "a=b ${BROKER}"));
        assertThat(config.topics().rules()).containsExactly(new Exact("a", false), new Matching("b.*", "", true));
        assertThat(config.segment().targetSize()).isEqualTo(1L << 20);
    }

    @Test
    void localPathBecomesFileUri() {
        assertThat(parse(MINIMAL, "store.uri=/data/my backups/").store().uri())
                .isEqualTo(URI.create("file:///data/my%20backups"));
        assertThat(parse(MINIMAL, "store.uri=./backups").store().uri().toString())
                .startsWith("file:///")
                .endsWith("/backups")
                .doesNotContain("/./");
        assertThat(parse(MINIMAL, "store.uri=file:/data/x").store().uri()).isEqualTo(URI.create("file:///data/x"));
    }

    @Test
    void loadsFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("backup.yaml"), EVERY_KEY);

        assertThat(BackupConfig.load(file, List.of(), name -> null)).isEqualTo(parse(EVERY_KEY));
    }

    /** What users copy: it names every key outside the list of topics, with the default where there is one. */
    @Test
    void sampleInTheRepositoryShowsTheDefaults() throws Exception {
        Path sample =
                Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../config/backup.yaml");
        List<String> lines = Files.readAllLines(sample);
        int topics = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith("topics:"))
                .findFirst()
                .orElseThrow());
        List<String> withoutTopics = Stream.concat(
                        lines.subList(0, topics).stream(),
                        lines.subList(topics + 1, lines.size()).stream().dropWhile(line -> line.startsWith(" ")))
                .toList();

        BackupConfig config = BackupConfig.load(sample, List.of(), name -> null);

        assertThat(config.topics().rules()).isNotEmpty();
        assertThat(parse(String.join("\n", withoutTopics))).isEqualTo(parse(MINIMAL, "store.uri=./varve-archives"));
        assertThat(BackupConfig.OPTIONS)
                .extracting(option -> option.path().substring(option.path().lastIndexOf('.') + 1))
                .allSatisfy(name -> assertThat(String.join("\n", lines)).contains(name + ":"));
    }

    @Test
    void textHidesSecrets() {
        BackupConfig config = parseWith(
                "",
                "source.properties.security.protocol=SASL_SSL",
                "source.properties.sasl.jaas.config=canary",
                "source.properties.ssl.truststore.certificates=canary",
                "source.properties.anything.else=canary",
                "store.properties.s3.secret-key=canary",
                "store.properties.s3.region=eu-1");

        assertThat(config.toString())
                .contains(
                        "{anything.else=***, sasl.jaas.config=***, security.protocol=SASL_SSL, ssl.truststore.certificates=***}")
                .contains("{s3.region=eu-1, s3.secret-key=***}")
                .doesNotContain("canary");
    }

    @Test
    @SuppressWarnings("BanSerializableRead") // what was just written
    void survivesSerialization() throws Exception {
        BackupConfig config = parse(EVERY_KEY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        new ObjectOutputStream(bytes).writeObject(config);
        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(copy).isEqualTo(config);
    }
}
