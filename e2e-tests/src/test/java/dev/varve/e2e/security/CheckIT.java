// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.stores.S3Server;
import dev.varve.format.archive.Archive;
import dev.varve.format.store.LocalStore;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.store.FlinkFileStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each line of {@code varve check}, when all is well and when not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class CheckIT {
    private static final Mechanism USER = Mechanism.PLAIN;
    private static final Map<String, String> IMPATIENT =
            Map.of("request.timeout.ms", "2000", "default.api.timeout.ms", "4000");

    private SecuredCluster secured;
    private S3Server s3;
    private Path archive;

    @TempDir
    private Path directory;

    /** What a check printed, by line. */
    private record Checked(ExitCode exitCode, Map<String, JsonNode> lines) {
        String status(String line) {
            return line(line).get("status").asText();
        }

        String said(String line) {
            JsonNode told = line(line);
            return told.get("detail").asText() + " HINT: " + told.get("hint").asText();
        }

        private JsonNode line(String line) {
            return Objects.requireNonNull(lines.get(line), "no line " + line + " in " + lines);
        }

        Map<String, String> statuses() {
            Map<String, String> statuses = new LinkedHashMap<>();
            lines.keySet().forEach(line -> statuses.put(line, status(line)));
            return statuses;
        }
    }

    @BeforeAll
    void start(@TempDir Path backups) throws Exception {
        secured = SecuredCluster.shared();
        s3 = S3Server.shared(S3Server.Kind.S3PROXY);
        s3.createBucket("check");
        archive = backups;
        ProducedTopic topic = secured.cluster().create("shop.check", 2);
        topic.sendToAll(5);
        JobFile backup = JobFile.backup(archive, secured.cluster().bootstrapServers(), Map.of(), topic.name());
        assertThat(backup.with("mode: once").run("backup").exitCode()).isEqualTo(ExitCode.DONE);
        secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(USER, SecuredCluster.BACKUP));
        secured.grant(DocumentedRights.of(SecuredCluster.RESTORE).of(USER, SecuredCluster.RESTORE));
    }

    @AfterEach
    void onlyLocalFileSystems() {
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    @Test
    void backupThatHasAllItNeedsLeavesOneMarkerThatNoReaderSees() throws Exception {
        int before = markers().size();

        Checked checked = backup(archive);

        assertThat(checked.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(checked.statuses())
                .containsExactly(
                        Map.entry("store-list", "OK"),
                        Map.entry("store-write", "OK"),
                        Map.entry("store-read", "OK"),
                        Map.entry("source-login", "OK"),
                        Map.entry("archive", "OK"),
                        Map.entry("source-topics", "OK"),
                        Map.entry("source-read", "OK"),
                        Map.entry("source-settings", "OK"));
        assertThat(markers()).hasSize(before + 1);
        assertThat(new ArchivedTopics(archive, "shop").catalog().topics()).hasSize(1);
    }

    private List<Path> markers() throws IOException {
        Path folder = Files.createDirectories(archive.resolve("shop/check"));
        try (Stream<Path> markers = Files.list(folder)) {
            return markers.toList();
        }
    }

    @Test
    void backupWithoutDirectoryToWriteTo() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "no directory");

        Checked checked = backup(file.resolve("backups"));

        assertThat(checked.exitCode()).isNotEqualTo(ExitCode.DONE);
        assertThat(checked.statuses()).containsValue("FAILED").containsEntry("source-read", "OK");
        assertThat(Stream.of("store-list", "store-write")
                        .filter(line -> checked.status(line).equals("FAILED")))
                .allSatisfy(line ->
                        assertThat(checked.said(line)).contains("backups").contains("HINT: check"));
    }

    @Test
    void backupOfAnotherClusterIntoThisArchive() throws Exception {
        Path foreign = directory.resolve("foreign");
        Archive.openOrCreate(new LocalStore(foreign), "shop", "another-cluster", Clock.systemUTC(), new Random(1));

        Checked checked = backup(foreign);

        assertThat(checked.exitCode()).isEqualTo(ExitCode.ARCHIVE_MISMATCH);
        assertThat(checked.status("archive")).isEqualTo("FAILED");
        assertThat(checked.said("archive")).contains("another-cluster").contains("choose another archive name");
    }

    @Test
    void backupWhoseSourceIsAway() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        JobFile file = JobFile.backup(directory, "127.0.0.1:" + port, IMPATIENT, "shop.check");

        Checked checked = run("check-backup", file, List.of());

        assertThat(checked.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(checked.statuses())
                .containsEntry("store-write", "OK")
                .containsEntry("source-login", "FAILED")
                .containsEntry("source-topics", "SKIPPED")
                .containsEntry("source-read", "SKIPPED")
                .containsEntry("source-settings", "SKIPPED");
        assertThat(checked.said("source-login")).contains("Cannot reach the source cluster at 127.0.0.1:" + port);
    }

    @Test
    void backupWithWrongPasswordOrMissingRights() throws Exception {
        JobFile wrong = JobFile.backup(
                archive,
                secured.bootstrapServers(USER),
                secured.properties(USER, SecuredCluster.BACKUP, "wrong"),
                "shop.check");
        Checked login = run("check-backup", wrong, List.of());
        Checked read = without("Read", SecuredCluster.BACKUP, () -> backup(archive));
        Checked settings = without("DescribeConfigs", SecuredCluster.BACKUP, () -> backup(archive));

        assertThat(login.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(login.said("source-login")).contains("Cannot log in").contains("HINT: check user name");
        assertThat(read.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(Stream.of("source-topics", "source-read")
                        .filter(line -> read.status(line).equals("FAILED"))
                        .map(read::said))
                .hasSize(1)
                .allSatisfy(said ->
                        assertThat(said).contains("Read on topic shop.check").contains("HINT: grant it"));
        assertThat(settings.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(settings.status("source-settings")).isEqualTo("WARNING");
        assertThat(settings.said("source-settings")).contains("DescribeConfigs on topic shop.check");
    }

    /** Brokers show the ends of such a topic to everybody who may describe it, and refuse only to fetch. */
    @Test
    void backupThatMayDescribeAndNotRead() throws Exception {
        List<AclBinding> describe =
                List.of(new DocumentedRights.Right("topic", "shop.", "Describe").of(USER.user(SecuredCluster.BACKUP)));
        secured.grant(describe);
        Checked checked;
        try {
            checked = without("Read", SecuredCluster.BACKUP, () -> backup(archive));
        } finally {
            secured.withdraw(describe);
        }

        assertThat(checked.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(checked.status("source-topics")).isEqualTo("OK");
        assertThat(checked.status("source-read")).isEqualTo("FAILED");
        assertThat(checked.said("source-read"))
                .contains("Read on topic shop.check")
                .contains("HINT: grant it");
    }

    @Test
    void restoreThatHasAllItNeedsWritesNothing() throws Exception {
        Checked checked = restore("checked");

        assertThat(checked.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(checked.statuses())
                .containsExactly(
                        Map.entry("store-list", "OK"),
                        Map.entry("archive", "OK"),
                        Map.entry("store-read", "OK"),
                        Map.entry("target-login", "OK"),
                        Map.entry("target-transactions", "OK"),
                        Map.entry("plan", "OK"));
        assertThat(secured.cluster().topicNames()).doesNotContain("shop.checked", "varve-restore-checked");
    }

    @Test
    void restoreWithoutRights() throws Exception {
        Checked transactions = without("Write on transactional-id varve/", SecuredCluster.RESTORE, () -> restore("tx"));
        Checked creation = without("Create on topic shop.", SecuredCluster.RESTORE, () -> restore("creation"));

        assertThat(transactions.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(transactions.said("target-transactions"))
                .contains("Write on transactional ids that begin with varve/tx")
                .contains("HINT: grant it");
        assertThat(creation.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(creation.said("missing-right")).contains("shop.creation");
    }

    @Test
    void restoreOfAnArchiveThatIsNotThere() throws Exception {
        Checked checked = run("check-restore", restoreFile("none"), List.of("--set", "archive=shpo"));

        assertThat(checked.exitCode()).isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(checked.status("plan")).isEqualTo("SKIPPED");
        assertThat(checked.said("archive")).contains("Missing archive shpo").contains("HINT: the store has shop");
    }

    @Test
    void backupToS3() throws Exception {
        Checked good = s3("check", s3.properties());
        Map<String, String> wrong = new HashMap<>(s3.properties());
        wrong.put("s3.secret-key", "wrong");
        Checked key = s3("check", wrong);
        Checked bucket = s3("no-such-bucket", s3.properties());

        assertThat(good.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(good.statuses()).containsEntry("store-write", "OK").containsEntry("store-read", "OK");
        assertThat(key.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(key.said("store-list")).contains("SignatureDoesNotMatch").contains("HINT: check key and secret");
        assertThat(bucket.said("store-list")).contains("NoSuchBucket").contains("HINT: create it");
        assertThat(bucket.statuses())
                .containsEntry("store-write", "SKIPPED")
                .containsEntry("store-read", "SKIPPED")
                .containsEntry("source-read", "OK");
    }

    private Checked s3(String bucket, Map<String, String> properties) throws Exception {
        String yaml = properties.entrySet().stream()
                .map(each -> each.getKey() + ": '" + each.getValue() + "'")
                .collect(Collectors.joining(", ", "{", "}"));
        JobFile file = backupFile(directory);
        List<String> lines = new ArrayList<>(file.lines());
        lines.removeIf(line -> line.startsWith("store:"));
        lines.add("store: {uri: 's3://" + bucket + "/backups', properties: " + yaml + "}");
        return run("check-backup", new JobFile(directory, lines), List.of());
    }

    private JobFile backupFile(Path store) throws Exception {
        return JobFile.backup(
                store, secured.bootstrapServers(USER), secured.properties(USER, SecuredCluster.BACKUP), "shop.check");
    }

    private Checked backup(Path store) throws Exception {
        List<String> lines = backupFile(store).lines();
        return run("check-backup", new JobFile(directory, lines), List.of());
    }

    private JobFile restoreFile(String id) throws Exception {
        List<String> lines = JobFile.restore(
                        archive, secured.bootstrapServers(USER), secured.properties(USER, SecuredCluster.RESTORE), id)
                .with("topics: [{source: shop.check, target: shop." + id + "}]")
                .lines();
        return new JobFile(directory, lines);
    }

    private Checked restore(String id) throws Exception {
        return run("check-restore", restoreFile(id), List.of());
    }

    private Checked run(String job, JobFile file, List<String> more) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("--config", file.write().toString(), "--json"));
        arguments.addAll(more);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        ExitCode code = EmbeddedJob.find(job).orElseThrow().run(arguments, out, out);
        Map<String, JsonNode> lines = new LinkedHashMap<>();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain(secured.canary().text()).startsWith("{");
        new ObjectMapper()
                .readTree(text)
                .get("checks")
                .forEach(line -> lines.put(line.get("check").asText(), line));
        return new Checked(code, lines);
    }

    private Checked without(String right, String role, Callable<Checked> attempt) throws Exception {
        DocumentedRights.Right missing = DocumentedRights.of(role).rights().stream()
                .filter(each -> each.toString().startsWith(right))
                .findFirst()
                .orElseThrow();
        List<AclBinding> one = List.of(missing.of(USER.user(role)));
        secured.withdraw(one);
        try {
            return attempt.call();
        } finally {
            secured.grant(one);
        }
    }
}
