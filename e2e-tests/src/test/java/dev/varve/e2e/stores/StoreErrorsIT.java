// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.e2e.scenario.VarveProcess;
import dev.varve.job.ExitCode;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a store is told at once, with what, where and what to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120) // a client that tries again for ever
class StoreErrorsIT {
    private static final String BUCKET = "store-errors";
    private static final URI STORE = URI.create("s3://" + BUCKET + "/backups");

    private S3Server server;

    @TempDir
    private Path directory;

    @BeforeAll
    void startServer() throws Exception {
        server = S3Server.shared(S3Server.Kind.S3PROXY);
        server.createBucket(BUCKET);
    }

    @AfterEach
    void onlyLocalFileSystems() {
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    static Stream<Arguments> errors() throws IOException {
        String nobody = "http://127.0.0.1:" + ServerProcess.freePort();
        return Stream.of(
                Arguments.of(
                        Map.of("s3.secret-key", "wrong"),
                        STORE,
                        "Cannot log in to store " + STORE,
                        "SignatureDoesNotMatch",
                        "check key and secret",
                        ExitCode.FAILED),
                Arguments.of(
                        Map.of("s3.access-key", "wrong"),
                        STORE,
                        "Cannot log in to store " + STORE,
                        "InvalidAccessKeyId",
                        "check key and secret",
                        ExitCode.FAILED),
                Arguments.of(
                        Map.of(),
                        URI.create("s3://no-such-bucket/backups"),
                        "Cannot find the bucket or container of store s3://no-such-bucket/backups",
                        "NoSuchBucket",
                        "create it",
                        ExitCode.FAILED),
                Arguments.of(
                        Map.of("s3.endpoint", nobody),
                        STORE,
                        "Cannot reach store " + STORE,
                        "Connection refused",
                        "check store.uri and the endpoint",
                        ExitCode.UNREACHABLE));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void saysWhatAndWhereAndWhatToDo(
            Map<String, String> changed, URI store, String what, String said, String hint, ExitCode code) {
        Map<String, String> properties = new HashMap<>(server.properties());
        properties.putAll(changed);
        FlinkFileStore.configureProcess(properties, directory, List.of(store));

        assertThatThrownBy(() -> FlinkFileStore.open(store).folders(""))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(what)
                .hasMessageContaining(said)
                .hasMessageContaining("HINT: " + hint)
                .hasMessageNotContaining(S3Server.SECRET_KEY)
                .satisfies(failure -> assertThat(ExitCode.of(failure)).isEqualTo(code));
    }

    @Test
    void refusesTheFileSystemThatLosesData() throws Exception {
        Configuration settings = Configuration.fromMap(server.properties());
        settings.setString("s3.region", "us-east-1");
        Path plugins = Path.of(System.getProperty("varve.root"), "e2e-tests/target/flink/refused-plugins");
        FileSystem.initialize(
                settings,
                new DefaultPluginManager(
                        new DirectoryBasedPluginFinder(plugins).findPlugins(),
                        PluginConfig.fromConfiguration(settings).getAlwaysParentFirstPatterns()));

        assertThatThrownBy(() -> FlinkFileStore.open(STORE))
                .hasMessageStartingWith("Unsupported file system for store " + STORE + ": flink-s3-fs-native loses")
                .hasMessageContaining("FLINK-39778")
                .hasMessageContaining("HINT: remove plugins/s3-fs-native");
    }

    @Test
    void firstStartOfABackupEndsAtOnceWhenNobodyAnswers() throws Exception {
        Outcome outcome = backup(Map.of("s3.endpoint", "http://127.0.0.1:" + ServerProcess.freePort()));

        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(outcome.printed())
                .contains("Error: Cannot reach store " + STORE + "/shop")
                .contains("HINT: check store.uri")
                .doesNotContain("Starting again");
    }

    @Test
    void listsAStoreWithKeysFromTheEnvironment() throws Exception {
        List<String> arguments = List.of(
                "list",
                "--store",
                STORE.toString(),
                "--store-property",
                "s3.endpoint=" + server.endpoint(),
                "--store-property",
                "s3.path.style.access=true");

        Outcome named = run(
                Map.of("KEY", S3Server.ACCESS_KEY, "SECRET", S3Server.SECRET_KEY),
                Stream.concat(
                                arguments.stream(),
                                Stream.of(
                                        "--store-property",
                                        "s3.access-key=${KEY}",
                                        "--store-property",
                                        "s3.secret-key=${SECRET}"))
                        .toList());
        Outcome usual = run(
                Map.of("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY),
                arguments);
        Path profile = Files.write(
                directory.resolve("credentials"),
                List.of(
                        "[default]",
                        "aws_access_key_id = " + S3Server.ACCESS_KEY,
                        "aws_secret_access_key = " + S3Server.SECRET_KEY));
        Outcome file = run(Map.of("AWS_CREDENTIAL_PROFILES_FILE", profile.toString()), arguments);

        assertThat(List.of(named, usual, file))
                .containsOnly(new Outcome(0, "No archives in " + STORE + System.lineSeparator()));
    }

    @Test
    void listWithWrongKeyDoesNotAskForAnotherTry() throws Exception {
        Outcome outcome = run(
                Map.of("AWS_ACCESS_KEY_ID", "wrong", "AWS_SECRET_ACCESS_KEY", "wrong"),
                List.of(
                        "list",
                        "--store",
                        STORE.toString(),
                        "--store-property",
                        "s3.endpoint=" + server.endpoint(),
                        "--store-property",
                        "s3.path.style.access=true"));

        assertThat(outcome.exitCode()).as(outcome.printed()).isEqualTo(ExitCode.FAILED.code());
        assertThat(outcome.printed()).contains("Error: Cannot log in to store " + STORE, "HINT: check key and secret");
    }

    private Outcome backup(Map<String, String> changed) throws Exception {
        Map<String, String> properties = new HashMap<>(server.properties());
        properties.putAll(changed);
        StringBuilder yaml = new StringBuilder();
        properties.forEach((key, value) -> yaml.append(key + ": '" + value + "', "));
        Path config = Files.write(
                directory.resolve("backup.yaml"),
                List.of(
                        "version: 1",
                        "archive: shop",
                        "source: {bootstrapServers: '127.0.0.1:" + ServerProcess.freePort() + "'}",
                        "topics: [{topic: orders}]",
                        "store: {uri: '" + STORE + "', properties: {" + yaml + "}}",
                        "stateDir: '" + directory.resolve("state") + "'"));
        return run(Map.of(), List.of("backup", "--config", config.toString()));
    }

    private Outcome run(Map<String, String> environment, List<String> arguments) throws Exception {
        try (Command command =
                new Command(Files.createTempFile(directory, "printed", ".txt"), environment, arguments)) {
            int code = command.awaitExit();
            return new Outcome(code, command.printed());
        }
    }

    /** What a command did and printed. */
    private record Outcome(int exitCode, String printed) {}

    private static final class Command extends VarveProcess {
        Command(Path output, Map<String, String> environment, List<String> arguments) throws IOException {
            super(output, List.of("-Xmx256m"), environment, arguments);
        }
    }
}
