// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.stores.Fault;
import dev.varve.e2e.stores.Faults;
import dev.varve.e2e.stores.S3Operation;
import dev.varve.e2e.stores.S3Server;
import dev.varve.e2e.stores.StoreProxy;
import dev.varve.job.ExitCode;
import dev.varve.job.store.FlinkFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code varve check} on S3: wrong key, missing bucket, and one right less at a time. The server knows one key that may do all, so it
 * is the proxy in front of it that refuses, as S3 does.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class CheckedStoreIT {
    private static final String BUCKET = "checked";
    private static final String TOPIC = "checked-store";
    private static final Set<S3Operation> WRITES = Set.of(
            S3Operation.PUT_OBJECT,
            S3Operation.COPY_OBJECT,
            S3Operation.CREATE_UPLOAD,
            S3Operation.UPLOAD_PART,
            S3Operation.COMPLETE_UPLOAD);
    private static final String RIGHTS_HINT = "HINT: the user of these credentials needs to list, read and";

    private TestCluster cluster;
    private StoreProxy proxy;
    private Path directory;

    @BeforeAll
    void backUp(@TempDir Path files) throws Exception {
        directory = files;
        S3Server server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucket(BUCKET);
        proxy = StoreProxy.before(server);
        cluster = TestCluster.shared();
        ProducedTopic topic = cluster.create(TOPIC, 1);
        topic.sendToAll(3);
        assertThat(backup(BUCKET, properties()).with("mode: once").run("backup").exitCode())
                .isEqualTo(ExitCode.DONE);
    }

    @AfterEach
    void allowAll() {
        proxy.heal();
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    @AfterAll
    void close() throws Exception {
        proxy.close();
    }

    @Test
    void allRights() throws Exception {
        Checked backup = check(backup(BUCKET, properties()));
        Checked restore = check(restore(BUCKET, properties()));

        assertThat(backup.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(backup.statuses().values()).hasSize(8).containsOnly("OK");
        assertThat(restore.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(restore.statuses().values()).hasSize(6).containsOnly("OK");
        assertThat(restore.said("store-read")).contains("identity/").contains("and mixed/");
    }

    @Test
    void wrongKey() throws Exception {
        Map<String, String> wrong = new HashMap<>(properties());
        wrong.put("s3.secret-key", "wrong");

        refused(
                List.of(backup(BUCKET, wrong), restore(BUCKET, wrong)),
                "store-list",
                "Cannot log in to store s3://checked/backups/shop: SignatureDoesNotMatch",
                "HINT: check key and secret in store.properties");
    }

    @Test
    void missingBucket() throws Exception {
        refused(
                List.of(backup("no-such-bucket", properties()), restore("no-such-bucket", properties())),
                "store-list",
                "Cannot find the bucket or container of store s3://no-such-bucket/backups/shop: NoSuchBucket",
                "HINT: create it, or check store.uri");
    }

    @Test
    void noRightToWriteConcernsBackupsAlone() throws Exception {
        proxy.inject(Faults.always(Fault.FORBIDDEN, WRITES::contains));

        refused(
                List.of(backup(BUCKET, properties())),
                "store-write",
                "Missing right on store s3://checked/backups/shop: AccessDenied",
                "when asked to create check/",
                RIGHTS_HINT);
        assertThat(check(restore(BUCKET, properties())).statuses().values()).containsOnly("OK");
    }

    @Test
    void noRightToDeleteConcernsNobody() throws Exception {
        proxy.inject(Faults.always(
                Fault.FORBIDDEN, operation -> operation.isDelete() || operation == S3Operation.ABORT_UPLOAD));

        for (JobFile file : List.of(backup(BUCKET, properties()), restore(BUCKET, properties()))) {
            assertThat(check(file).statuses().values()).containsOnly("OK");
        }
    }

    @Test
    void noRightToList() throws Exception {
        proxy.inject(Faults.always(Fault.FORBIDDEN, S3Operation.LIST_OBJECTS::equals));

        refused(
                List.of(backup(BUCKET, properties()), restore(BUCKET, properties())),
                "store-list",
                "Missing right on store s3://checked/backups/shop: AccessDenied",
                "when asked to list it",
                RIGHTS_HINT);
    }

    /** S3 tells nothing about an object to whom it would not give it. */
    @Test
    void noRightToRead() throws Exception {
        proxy.inject(Faults.always(
                Fault.FORBIDDEN,
                operation -> operation == S3Operation.GET_OBJECT || operation == S3Operation.HEAD_OBJECT));

        Checked backup = check(backup(BUCKET, properties()));

        assertThat(backup.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(backup.statuses()).containsEntry("store-write", "SKIPPED");
        assertThat(backup.failed()).containsExactly("store-read", "archive");
        assertThat(backup.said("store-read"))
                .startsWith("Missing right on store s3://checked/backups/shop: Forbidden (status 403)")
                .contains("when asked to look for")
                .contains(RIGHTS_HINT);
        refused(
                List.of(restore(BUCKET, properties())),
                "store-read",
                "Missing right on store s3://checked/backups/shop: Forbidden (status 403)",
                "when asked to look for",
                RIGHTS_HINT);
    }

    /** As with a key of KMS that one may not use: objects are seen and not given. */
    @Test
    void objectsAreSeenAndNotGiven() throws Exception {
        proxy.inject(Faults.always(Fault.FORBIDDEN, S3Operation.GET_OBJECT::equals));

        Checked backup = check(backup(BUCKET, properties()));

        assertThat(backup.failed()).containsExactly("store-read", "archive");
        assertThat(backup.said("store-read"))
                .startsWith("Missing right on store s3://checked/backups/shop: AccessDenied")
                .contains("when asked to read check/");
        refused(
                List.of(restore(BUCKET, properties())),
                "store-read",
                "Missing right on store s3://checked/backups/shop: AccessDenied",
                "when asked to read identity/",
                RIGHTS_HINT);
    }

    @Test
    void partOfTheArchiveIsNotGivenToARestore() throws Exception {
        proxy.inject(notGiven("/mixed/"));
        refused(List.of(restore(BUCKET, properties())), "store-read", "when asked to read mixed/", RIGHTS_HINT);

        proxy.inject(notGiven("/manifests/"));
        refused(List.of(restore(BUCKET, properties())), "plan", "when asked to read manifests/", RIGHTS_HINT);
    }

    private static Faults notGiven(String folder) {
        return (operation, path) -> operation == S3Operation.GET_OBJECT && path.contains(folder)
                ? Optional.of(Fault.FORBIDDEN)
                : Optional.empty();
    }

    /** One line fails and says all this; those of the cluster are tried all the same. */
    private static void refused(List<JobFile> files, String line, String... said) throws Exception {
        for (JobFile file : files) {
            Checked checked = check(file);
            assertThat(checked.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(checked.failed()).containsExactly(line);
            assertThat(checked.said(line))
                    .contains(said)
                    .doesNotContain("amazonaws")
                    .doesNotContain("s3a:");
            assertThat(checked.statuses()).containsEntry(isRestore(file) ? "target-login" : "source-read", "OK");
        }
    }

    private Map<String, String> properties() {
        return S3Server.properties(proxy.endpoint());
    }

    private JobFile backup(String bucket, Map<String, String> properties) {
        return on(bucket, properties, JobFile.backup(directory, cluster.bootstrapServers(), Map.of(), TOPIC));
    }

    private JobFile restore(String bucket, Map<String, String> properties) {
        return on(bucket, properties, JobFile.restore(directory, cluster.bootstrapServers(), Map.of(), "checked-store"))
                .with("topics: [{source: " + TOPIC + ", target: checked-store-back}]");
    }

    private static JobFile on(String bucket, Map<String, String> properties, JobFile file) {
        List<String> lines = new ArrayList<>(file.lines());
        lines.removeIf(line -> line.startsWith("store:"));
        StringBuilder yaml = new StringBuilder();
        properties.forEach((key, value) -> yaml.append(key + ": '" + value + "', "));
        lines.add("store: {uri: 's3://" + bucket + "/backups', properties: {" + yaml + "}}");
        return new JobFile(file.directory(), lines);
    }

    private static Checked check(JobFile file) throws Exception {
        return Checked.run(isRestore(file) ? "check-restore" : "check-backup", file, S3Server.SECRET_KEY, List.of());
    }

    private static boolean isRestore(JobFile file) {
        return file.lines().stream().anyMatch(line -> line.startsWith("target:"));
    }
}
