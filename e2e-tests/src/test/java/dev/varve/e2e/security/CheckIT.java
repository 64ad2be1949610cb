// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.format.archive.Archive;
import dev.varve.format.store.LocalStore;
import dev.varve.job.ExitCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
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
    private Path archive;

    @TempDir
    private Path directory;

    @BeforeAll
    void start(@TempDir Path backups) throws Exception {
        secured = SecuredCluster.shared();
        archive = backups;
        ProducedTopic topic = secured.cluster().create("shop.check", 2);
        topic.sendToAll(5);
        JobFile backup = JobFile.backup(archive, secured.cluster().bootstrapServers(), Map.of(), topic.name());
        assertThat(backup.with("mode: once").run("backup").exitCode()).isEqualTo(ExitCode.DONE);
        secured.grant(DocumentedRights.of(SecuredCluster.BACKUP).of(USER, SecuredCluster.BACKUP));
        secured.grant(DocumentedRights.of(SecuredCluster.RESTORE).of(USER, SecuredCluster.RESTORE));
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
        Checked see = without("Read", SecuredCluster.BACKUP, () -> backup(archive));
        Checked settings = without("DescribeConfigs", SecuredCluster.BACKUP, () -> backup(archive));

        assertThat(login.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(login.said("source-login")).contains("Cannot log in").contains("HINT: check user name");
        assertThat(see.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(see.failed()).containsExactly("source-topics");
        assertThat(see.said("source-topics"))
                .contains("Read on topic shop.check")
                .contains("HINT: grant it");
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
    void backupThatDoesNotWaitForItsTopic() throws Exception {
        JobFile file = JobFile.backup(archive, secured.cluster().bootstrapServers(), Map.of(), "shop.check", "absent");

        Checked waits = run("check-backup", file, List.of());
        Checked fails = run("check-backup", file, List.of("--set", "onMissingTopic=fail"));

        assertThat(waits.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(waits.said("source-topics")).contains("and waits for absent");
        assertThat(fails.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(fails.failed()).containsExactly("source-topics");
        assertThat(fails.said("source-topics")).contains("absent").contains("HINT: ");
    }

    @Test
    void restoreThatHasAllItNeedsWritesNothing() throws Exception {
        Checked checked = restore("checked");

        assertThat(checked.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(checked.statuses())
                .containsExactly(
                        Map.entry("store-list", "OK"),
                        Map.entry("store-read", "OK"),
                        Map.entry("archive", "OK"),
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
    void restoreWhoseTargetIsAwayOrRefusesIt() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Checked away =
                run("check-restore", JobFile.restore(archive, "127.0.0.1:" + port, IMPATIENT, "away"), List.of());
        Checked refused = run(
                "check-restore",
                JobFile.restore(
                        archive,
                        secured.bootstrapServers(USER),
                        secured.properties(USER, SecuredCluster.RESTORE, "wrong"),
                        "refused"),
                List.of());

        for (Checked checked : List.of(away, refused)) {
            assertThat(checked.failed()).containsExactly("target-login");
            assertThat(checked.statuses())
                    .containsEntry("archive", "OK")
                    .containsEntry("target-transactions", "SKIPPED")
                    .containsEntry("plan", "SKIPPED");
        }
        assertThat(away.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(away.said("target-login")).contains("127.0.0.1:" + port).contains("HINT: ");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.said("target-login")).contains("Cannot log in").contains("HINT: check user name");
    }

    @Test
    void restoreWithLongerTransactionsThanTheTargetAllows() throws Exception {
        Checked checked =
                run("check-restore", restoreFile("long"), List.of("--set", "target.transactionTimeout=20min"));

        assertThat(checked.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(checked.failed()).containsExactly("target-transactions");
        assertThat(checked.said("target-transactions"))
                .contains("target.transactionTimeout is 1200 s")
                .contains("HINT: lower target.transactionTimeout, or raise transaction.max.timeout.ms");
    }

    @Test
    void restoreOfAnArchiveThatIsNotThere() throws Exception {
        Checked checked = run("check-restore", restoreFile("none"), List.of("--set", "archive=shpo"));

        assertThat(checked.exitCode()).isEqualTo(ExitCode.ARCHIVE_NOT_FOUND);
        assertThat(checked.status("plan")).isEqualTo("SKIPPED");
        assertThat(checked.said("archive")).contains("Missing archive shpo").contains("HINT: the store has shop");
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
        return Checked.run(job, file, secured.canary().text(), more);
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
