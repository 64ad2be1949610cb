// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import static dev.varve.restore.plan.PlannedArchive.START;
import static dev.varve.restore.plan.PlannedArchive.id;
import static dev.varve.restore.plan.PlannedArchive.partition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.varve.format.Id;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.archive.ArchiveNotFoundException;
import dev.varve.format.block.GapCause;
import dev.varve.job.ExitCode;
import dev.varve.job.KafkaClients;
import dev.varve.job.config.ConnectionConfig.Cluster;
import dev.varve.localkafka.BrokerConfig;
import dev.varve.localkafka.KafkaBroker;
import dev.varve.restore.cluster.TargetUnreachableException;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.ledger.Ledger;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.plan.PlanProblem.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a target can have against a restore. Topics have a name of their own in each test; a plan leaves them as they were. */
class PlannerIT {
    private static final Clock CLOCK = Clock.fixed(START.plus(Duration.ofDays(1)), ZoneOffset.UTC);

    private static KafkaBroker broker;
    private static Admin admin;

    private final PlannedArchive archive;
    private Set<String> before = Set.of();

    @TempDir
    private Path store;

    PlannerIT() throws IOException {
        archive = new PlannedArchive();
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        broker = KafkaBroker.start(BrokerConfig.defaults()
                .withProperties(Map.of(
                        "transaction.max.timeout.ms",
                        "120000",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true")));
        admin = clients().admin("test");
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @AfterEach
    void nothingWasWritten() throws Exception {
        assertThat(topicNames()).isEqualTo(before);
    }

    private static KafkaClients clients() {
        return new KafkaClients(new Cluster(broker.bootstrapServers(), Map.of()));
    }

    private static Set<String> topicNames() throws Exception {
        return new TreeSet<>(admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get());
    }

    private RestorePlan plan(String... lines) throws Exception {
        archive.writeTo(store);
        before = topicNames();
        return Planner.plan(config(lines), CLOCK);
    }

    private RestoreConfig config(String... lines) {
        return PlannedArchive.config(broker.bootstrapServers(), store, lines);
    }

    private static Id create(String topic, int partitions, Map<String, String> settings) throws Exception {
        var created = admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(settings)));
        created.all().get();
        while (!topicNames().contains(topic)) {
            Thread.onSpinWait();
        }
        Uuid id = created.topicId(topic).get();
        return new Id(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    private static void produce(String topic) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic, 1, null, new byte[] {1})).get();
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(clients().producerProperties("test"));
        properties.putAll(more);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A topic with ten records in each of two partitions. */
    private void archived(String topic) throws IOException {
        archive.describe(topic).records(partition(topic, 0), 0, 10).records(partition(topic, 1), 0, 10);
    }

    private static List<Kind> kinds(List<PlanProblem> problems) {
        return problems.stream().map(PlanProblem::kind).toList();
    }

    private static String only(RestorePlan plan, Kind kind) {
        assertThat(kinds(plan.problems())).containsExactly(kind);
        return plan.problems().get(0).message() + " HINT: "
                + plan.problems().get(0).hint();
    }

    @Test
    void missingTopicIsPlannedWithItsArchivedSettings() throws Exception {
        archive.describe("fresh", id("fresh"), Map.of("cleanup.policy", "compact", "max.message.bytes", "2000000"));
        archive.records(partition("fresh", 0), 0, 10);

        RestorePlan plan = plan("  topicConfigs: {set: {segment.ms: '60000'}, drop: [max.message.bytes]}");

        PlannedTopic.PlannedTarget target = plan.topics().get(0).target();
        assertThat(plan.problems()).isEmpty();
        assertThat(kinds(plan.warnings())).containsExactly(Kind.TARGET_REMOVES_RECORDS);
        assertThat(target.exists()).isFalse();
        assertThat(target.partitions()).isEqualTo(2);
        assertThat(target.replicationFactor()).isEqualTo((short) 1);
        assertThat(target.finalConfigs()).isEqualTo(Map.of("cleanup.policy", "compact", "segment.ms", "60000"));
        assertThat(target.holdingConfigs())
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1")
                .containsEntry("retention.bytes", "-1")
                .containsEntry("message.timestamp.type", "CreateTime")
                .containsEntry("message.timestamp.before.max.ms", "9223372036854775807")
                .containsEntry("message.timestamp.after.max.ms", "9223372036854775807")
                .containsEntry("segment.ms", "60000")
                .containsKey("max.message.bytes");
    }

    @Test
    void settingsThatTheTargetDoesNotKnowAreDroppedAndTold() throws Exception {
        archive.describe(
                "settings",
                id("settings"),
                Map.of(
                        "message.timestamp.difference.max.ms.of.old",
                        "5",
                        "leader.replication.throttled.replicas",
                        "0:1",
                        "segment.bytes",
                        "1048576"));

        RestorePlan plan = plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.topics().get(0).target().finalConfigs()).isEqualTo(Map.of("segment.bytes", "1048576"));
        assertThat(plan.warnings())
                .extracting(PlanProblem::message)
                .containsExactly(
                        "Archived setting leader.replication.throttled.replicas of topic settings is left out: it names"
                                + " brokers of the source.",
                        "Archived setting message.timestamp.difference.max.ms.of.old of topic settings is left out: the"
                                + " target's version of Kafka does not know it.");
    }

    @Test
    void settingThatTheTargetRefusesIsAProblem() throws Exception {
        archived("refused");

        RestorePlan plan = plan("  topicConfigs: {set: {segment.ms: never}}");

        assertThat(only(plan, Kind.SETTING_REFUSED))
                .startsWith("Cannot create target topic refused: Invalid value never for configuration segment.ms")
                .endsWith("HINT: correct it with target.topicConfigs.set and drop, or create the topic");
    }

    @Test
    void missingTopicIsAProblemIfNoneMayBeCreated() throws Exception {
        archived("absent");

        RestorePlan plan = plan("  createTopics: false");

        assertThat(only(plan, Kind.TARGET_MISSING))
                .isEqualTo("Missing target topic absent, and target.createTopics is false. HINT: create it with 2"
                        + " partitions, or set target.createTopics: true");
    }

    @Test
    void topicWithoutDescriptionCannotBeCreated() throws Exception {
        archive.records(partition("undescribed", 1), 0, 5);

        RestorePlan plan = plan();

        assertThat(only(plan, Kind.NO_DESCRIPTION))
                .endsWith("HINT: create it with as many partitions as the source had, at least 2");
    }

    @Test
    void topicWithRecordsIsRefusedUnlessAppendedTo() throws Exception {
        archived("full");
        create("full", 2, Map.of("retention.ms", "-1"));
        produce("full");

        RestorePlan refused = plan();
        RestorePlan appended = plan("  onNonEmptyTarget: append");

        assertThat(only(refused, Kind.TARGET_NOT_EMPTY))
                .isEqualTo(
                        "Target topic full is not empty: partition 1 has records from offset 0 on. HINT: choose another"
                                + " 'target', delete the topic, or set target.onNonEmptyTarget: append");
        assertThat(appended.problems()).isEmpty();
    }

    @Test
    void markersAndAbortedRecordsAreNoRecords() throws Exception {
        archived("aborted");
        create("aborted", 2, Map.of("retention.ms", "-1"));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "test-aborted"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("aborted", 0, null, new byte[] {1}))
                    .get();
            producer.abortTransaction();
        }

        RestorePlan plan = plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.topics().get(0).target().exists()).isTrue();
        assertThat(plan.topics().get(0).target().holdingConfigs()).isEmpty();
    }

    @Test
    void openTransactionOfSomebodyIsNotOverlooked() throws Exception {
        archived("pending");
        create("pending", 2, Map.of("retention.ms", "-1"));
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", "test-pending"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("pending", 0, null, new byte[] {1}))
                    .get();

            RestorePlan plan = plan();

            producer.abortTransaction();
            assertThat(only(plan, Kind.TARGET_NOT_EMPTY))
                    .startsWith("Target topic pending is not empty: partition 0 has an open transaction at offset 0.");
        }
    }

    @Test
    void recordsOfThisRestoreAreItsOwn() throws Exception {
        archived("claimed");
        Id topicId = create("claimed", 2, Map.of("retention.ms", "-1"));
        produce("claimed");
        appendToLedger("varve-restore-claimed", new LedgerEntry.Claim("claimed", topicId, true, List.of(0L, 0L)));

        RestorePlan plan = plan("  ledgerTopic: varve-restore-claimed");

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.topics().get(0).target().holdingConfigs()).containsEntry("retention.ms", "-1");
        assertThat(plan.topics().get(0).target().finalConfigs()).isEqualTo(Map.of("retention.ms", "604800000"));
    }

    private void appendToLedger(String topic, LedgerEntry... entries) throws IOException {
        Id archiveId = archive.archive().archive().identity().archiveId();
        try (Ledger ledger = Ledger.open(clients(), topic, "plan-test", archiveId, Duration.ofSeconds(60))) {
            ledger.create();
            ledger.append(List.of(entries));
        }
    }

    @Test
    void otherRequestUnderTheSameIdIsRefusedWithTheDifference() throws Exception {
        archived("again");
        RestorePlan first = plan("  ledgerTopic: varve-restore-again");
        String request = CanonicalRequest.of(config("  ledgerTopic: varve-restore-again"), first)
                .text();
        appendToLedger("varve-restore-again", new LedgerEntry.Request(request));

        RestorePlan same = plan("  ledgerTopic: varve-restore-again");
        RestorePlan other = plan("  ledgerTopic: varve-restore-again", "sourceOffsetHeader: offset");

        assertThat(same.problems()).isEmpty();
        assertThat(only(other, Kind.OTHER_REQUEST))
                .isEqualTo("Restore plan-test has been started with another request: sourceOffsetHeader: was none, is"
                        + " offset. HINT: ask for the same as before, or choose another 'id' for a restore that begins"
                        + " anew");
    }

    @Test
    void restoreGoesOnWithItsTopicIdOnceTheArchiveHasAnother() throws Exception {
        archived("recreated");
        String ledger = "  ledgerTopic: varve-restore-recreated";
        RestorePlan first = plan(ledger);
        appendToLedger(
                "varve-restore-recreated",
                new LedgerEntry.Request(
                        CanonicalRequest.of(config(ledger), first).text()));
        archive.pass(Duration.ofHours(1)).describe("recreated", id("recreated again"), Map.of());

        RestorePlan ambiguous = plan(ledger);
        RestorePlan named = plan(ledger, "topics: [{pattern: .*, topicId: newest}]");
        RestorePlan old = plan(
                ledger,
                "topics: [{source: recreated, topicId: " + id("recreated").base64() + "}, {pattern: .*}]");

        assertThat(kinds(ambiguous.problems())).containsExactly(Kind.SEVERAL_TOPIC_IDS);
        assertThat(only(named, Kind.OTHER_REQUEST))
                .contains("topics.recreated@" + id("recreated").base64() + ">recreated: is not asked for any more");
        assertThat(old.problems()).isEmpty();
    }

    @Test
    void tooFewPartitionsAreAProblemUnlessRecordsGoByKey() throws Exception {
        archived("narrow");
        create("narrow", 1, Map.of("retention.ms", "-1"));

        RestorePlan preserved = plan();
        RestorePlan byKey = plan("topics: [{source: narrow, partitioning: by-key}]");

        assertThat(only(preserved, Kind.TOO_FEW_PARTITIONS))
                .startsWith("Too few partitions of target topic narrow: expected at least 2, found 1.");
        assertThat(byKey.problems()).isEmpty();
        assertThat(kinds(byKey.warnings())).contains(Kind.TOO_FEW_PARTITIONS);
    }

    @Test
    void tooFewBrokersAreAProblemUnlessTheTargetDecides() throws Exception {
        archive.describe("three", id("three"), 3, Map.of("min.insync.replicas", "2"));

        RestorePlan archived = plan();
        RestorePlan decided = plan("  replicationFactor: default");

        assertThat(only(archived, Kind.TOO_FEW_BROKERS))
                .isEqualTo("Too few brokers: topic three is to have 3 replicas, and the target has 1 broker. HINT: set"
                        + " target.replicationFactor: default, or a number up to 1");
        assertThat(decided.problems()).isEmpty();
        assertThat(decided.warnings())
                .extracting(PlanProblem::message)
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .startsWith("Setting min.insync.replicas=2 of topic three is above its 1 replicas"));
    }

    @Test
    void tooLargeRecordIsAProblemOfATopicThatExists() throws Exception {
        TopicPartitionId large = partition("large", 0);
        archive.describe("large").record(large, 0, START.toEpochMilli(), 2_000_000);

        RestorePlan created = plan();
        create("large", 2, Map.of("retention.ms", "-1", "max.message.bytes", "1000000"));
        RestorePlan refused = plan();

        assertThat(created.problems()).isEmpty();
        assertThat(Long.parseLong(
                        created.topics().get(0).target().holdingConfigs().get("max.message.bytes")))
                .isGreaterThan(4_000_000);
        assertThat(only(refused, Kind.RECORD_TOO_LARGE))
                .isEqualTo("Too large records for target topic large: the largest has 2000000 bytes, the topic takes"
                        + " 1000000 (max.message.bytes). HINT: set max.message.bytes of the topic to at least 2032274");
    }

    @Test
    void timestampsThatTheTargetRefusesAreAProblem() throws Exception {
        archived("old");
        archived("replaced");
        TopicPartitionId future = partition("future", 0);
        archive.describe("future")
                .record(future, 0, START.plus(Duration.ofDays(30)).toEpochMilli(), 10);
        create("old", 2, Map.of("retention.ms", "-1", "message.timestamp.before.max.ms", "1000"));
        create("replaced", 2, Map.of("retention.ms", "-1", "message.timestamp.type", "LogAppendTime"));
        create("future", 2, Map.of("retention.ms", "-1"));

        RestorePlan plan = plan();

        assertThat(kinds(plan.problems())).containsOnly(Kind.TIMESTAMP_REFUSED);
        assertThat(plan.problems())
                .extracting(PlanProblem::message)
                .containsExactly(
                        "Target topic future refuses timestamps as far in the future as 2026-03-03T00:00:00Z"
                                + " (message.timestamp.after.max.ms is 3600000).",
                        "Target topic old refuses timestamps as old as 2026-02-01T00:00:00Z"
                                + " (message.timestamp.before.max.ms is 1000).",
                        "Unsupported target topic replaced: it replaces every timestamp (message.timestamp.type is"
                                + " LogAppendTime).");
    }

    @Test
    void longerTransactionsThanTheBrokersAllowAreAProblem() throws Exception {
        archived("transactions");

        RestorePlan exactlyOnce = plan("  transactionTimeout: 3min");
        RestorePlan atLeastOnce = plan("  transactionTimeout: 3min", "  delivery: at-least-once");

        assertThat(only(exactlyOnce, Kind.TRANSACTION_TIMEOUT_REFUSED))
                .startsWith("Unsupported target.transactionTimeout: 180000 ms, the brokers allow at most 120000 ms.");
        assertThat(atLeastOnce.problems()).isEmpty();
    }

    @Test
    void retentionAndCompactionOfTheTargetAreTold() throws Exception {
        archive.describe("short-lived", id("short-lived"), Map.of("retention.ms", "60000"));
        archive.records(partition("short-lived", 0), 0, 5);
        archived("compacted");
        create("compacted", 2, Map.of("cleanup.policy", "compact"));

        RestorePlan plan = plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.warnings())
                .extracting(PlanProblem::message)
                .containsExactly(
                        "Target topic compacted compacts (cleanup.policy=compact): of every key only the latest record"
                                + " stays.",
                        "Target topic short-lived keeps records for 60000 ms (retention.ms), and will remove those before"
                                + " 2026-02-01T23:59:00Z; the oldest is of 2026-02-01T00:00:00Z.");
    }

    @Test
    void twoSourcesForOneTargetAreAProblemUnlessAppended() throws Exception {
        archived("one");
        archived("two");

        RestorePlan refused = plan("topics: [{source: one, target: both}, {source: two, target: both}]");
        RestorePlan appended = plan(
                "  onNonEmptyTarget: append", "topics: [{source: one, target: both}, {source: two, target: both}]");

        assertThat(only(refused, Kind.SEVERAL_SOURCES_FOR_TARGET))
                .isEqualTo("Ambiguous target topic both: it would get the records of one ("
                        + id("one").base64()
                        + "), two (" + id("two").base64() + "), in no particular order. HINT: give each a target of its"
                        + " own, or set target.onNonEmptyTarget: append");
        assertThat(appended.problems()).isEmpty();
    }

    @Test
    void targetThatDoesNotAnswerHasItsOwnExitCode() throws Exception {
        archived("unreachable");
        archive.writeTo(store);
        before = topicNames();
        RestoreConfig config = PlannedArchive.config(
                "127.0.0.1:1", store, "  properties: {default.api.timeout.ms: '2000', request.timeout.ms: '1000'}");

        assertThatThrownBy(() -> Planner.plan(config, CLOCK))
                .isInstanceOf(TargetUnreachableException.class)
                .hasMessageStartingWith("Cannot reach the target cluster at 127.0.0.1:1: ")
                .satisfies(failure -> assertThat(ExitCode.of(failure)).isEqualTo(ExitCode.UNREACHABLE));
    }

    @Test
    void nameOfNoMachineIsAsGoodAsNoAnswer() throws Exception {
        archived("unresolved");
        archive.writeTo(store);
        before = topicNames();
        RestoreConfig config = PlannedArchive.config("no-such-machine.invalid:9092", store);

        assertThatThrownBy(() -> Planner.plan(config, CLOCK))
                .isInstanceOf(TargetUnreachableException.class)
                .hasMessageStartingWith("Cannot reach the target cluster at no-such-machine.invalid:9092: No resolvable"
                        + " bootstrap urls given in bootstrap.servers.");
    }

    @Test
    void moreTopicsThanOneRequestTakesArePlanned() throws Exception {
        for (int i = 0; i < 450; i++) {
            archive.describe("many-" + i, id("many-" + i), i == 449 ? Map.of("no.such.setting", "1") : Map.of());
        }

        RestorePlan plan = plan();

        assertThat(plan.problems()).isEmpty();
        assertThat(plan.topics()).hasSize(450);
        assertThat(kinds(plan.warnings())).containsExactly(Kind.SETTING_REFUSED);
    }

    @Test
    void missingArchiveIsNamedWithThoseThatExist() throws Exception {
        archived("anything");
        archive.writeTo(store);
        before = topicNames();
        RestoreConfig config = RestoreConfig.parse(
                "restore.yaml",
                "{version: 1, archive: shpo, id: x, store: {uri: " + store + "}, target: {bootstrapServers: 'a:1'}}",
                List.of(),
                name -> null);

        assertThatThrownBy(() -> Planner.plan(config, CLOCK))
                .isInstanceOf(ArchiveNotFoundException.class)
                .hasMessageContaining("Missing archive shpo")
                .hasMessageEndingWith("HINT: the store has shop");
    }

    @Test
    void missingRightsAreNamed() throws Exception {
        archived("describable");
        archived("hidden");
        archived("uncreatable");
        create("describable", 2, Map.of("retention.ms", "-1"));
        create("hidden", 2, Map.of("retention.ms", "-1"));
        create("varve-restore-rights", 1, Map.of("cleanup.policy", "compact"));
        List<AclBinding> acls = List.of(
                allow(ResourceType.TOPIC, "varve-restore-rights", "User:ANONYMOUS", AclOperation.DESCRIBE),
                allow(ResourceType.TOPIC, "describable", "User:ANONYMOUS", AclOperation.DESCRIBE),
                allow(ResourceType.TOPIC, "describable", "User:ANONYMOUS", AclOperation.READ),
                allow(ResourceType.TOPIC, "hidden", "User:somebody", AclOperation.ALL),
                allow(ResourceType.TOPIC, "uncreatable", "User:ANONYMOUS", AclOperation.DESCRIBE),
                allow(ResourceType.CLUSTER, "kafka-cluster", "User:ANONYMOUS", AclOperation.ALL),
                new AclBinding(
                        new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL),
                        new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.CREATE, AclPermissionType.DENY)));
        archive.writeTo(store);
        RestorePlan plan;
        admin.createAcls(acls).all().get();
        try {
            awaitHidden("hidden");
            plan = Planner.plan(config("  ledgerTopic: varve-restore-rights"), CLOCK);
        } finally {
            admin.deleteAcls(acls.stream().map(AclBinding::toFilter).toList())
                    .all()
                    .get();
            before = topicNames();
        }

        assertThat(plan.problems())
                .extracting(PlanProblem::kind, PlanProblem::message, PlanProblem::hint)
                .containsExactlyInAnyOrder(
                        tuple(
                                Kind.MISSING_RIGHT,
                                "Missing rights DescribeConfigs, Write on target topic describable.",
                                "grant DescribeConfigs, Write on it to the user of target.properties"),
                        tuple(
                                Kind.MISSING_RIGHT,
                                "Missing rights Read, Write on target topic varve-restore-rights.",
                                "grant Read, Write on it to the user of target.properties"),
                        tuple(
                                Kind.MISSING_RIGHT,
                                "Missing right on target topic hidden: Describe.",
                                "grant Describe, DescribeConfigs, Read and Write on it, and Create if it does not exist"),
                        tuple(
                                Kind.MISSING_RIGHT,
                                "Cannot create target topic uncreatable: Authorization failed.",
                                "grant Create on the topic or on the cluster, or create the topic"));
    }

    private static AclBinding allow(ResourceType type, String name, String principal, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW));
    }

    /** Rights take effect a moment after they were given. */
    private static void awaitHidden(String topic) throws Exception {
        while (topicNames().contains(topic)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void fiveProblemsAreToldTogether() throws Exception {
        archive.describe("orders")
                .records(partition("orders", 0), 0, 1000)
                .gap(partition("orders", 0), 1000, 1200, GapCause.RETENTION);
        archive.records(partition("orders", 0), 1200, 2000).records(partition("orders", 1), 0, 900);
        archive.describe("payments").records(partition("payments", 0), 0, 500).pass(Duration.ofHours(1));
        archive.describe("payments", id("payments again"), Map.of());
        archive.describe("invoices", id("invoices"), 3, Map.of()).records(partition("invoices", 0), 0, 40);
        archive.describe("images").record(partition("images", 0), 0, START.toEpochMilli(), 1_500_000);
        create("orders", 2, Map.of("retention.ms", "-1"));
        produce("orders");
        create("images", 2, Map.of("retention.ms", "-1", "max.message.bytes", "1048588"));

        RestorePlan plan = plan();

        List<String> lines = PlanText.lines(plan);
        assertThat(kinds(plan.problems()))
                .containsExactlyInAnyOrder(
                        Kind.SEVERAL_TOPIC_IDS,
                        Kind.GAP,
                        Kind.TOO_FEW_BROKERS,
                        Kind.RECORD_TOO_LARGE,
                        Kind.TARGET_NOT_EMPTY);
        assertThat(lines).contains("5 problems:", "The restore cannot start. Nothing has been written.");
        requireDocumented(String.join("\n", lines));
    }

    /** docs/cli.md shows this text; {@code -Dvarve.regenerate=true} rewrites it. */
    private static void requireDocumented(String text) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../docs/cli.md");
        String document = Files.readString(file);
        int begin = document.indexOf("$ varve plan --config restore.yaml\n") + 35;
        int end = document.indexOf("\n$ echo $?", begin);
        String expected = document.substring(0, begin) + text + document.substring(end);
        if (Boolean.getBoolean("varve.regenerate")) {
            Files.writeString(file, expected);
        } else {
            assertThat(document).isEqualTo(expected);
        }
    }
}
