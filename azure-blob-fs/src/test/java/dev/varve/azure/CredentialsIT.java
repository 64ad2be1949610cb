// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter.ResumeRecoverable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsIT {
    private final Instant later = Instant.now().plus(Duration.ofHours(1));

    private String container = "";

    @BeforeEach
    void createContainer() throws Exception {
        container = FileSystems.newContainer();
    }

    private Path path(String name) {
        return FileSystems.path(container, name);
    }

    private FileSystem open(String... settings) throws Exception {
        return FileSystems.open(
                container,
                Map.of("azblob.endpoint", Azurite.shared().endpoint().toString(), "azblob.attempts", "1"),
                settings);
    }

    private FileSystem openWithSas(String permissions) throws Exception {
        return open("azblob.secret.sas-token", AzureSas.ofContainer(container, permissions, later));
    }

    private void write(FileSystem files, String name) throws IOException {
        RecoverableFsDataOutputStream stream = files.createRecoverableWriter().open(path(name));
        stream.write(7);
        stream.closeForCommit().commit();
        files.createRecoverableWriter().recover(stream(files));
    }

    private ResumeRecoverable stream(FileSystem files) throws IOException {
        try (RecoverableFsDataOutputStream stream =
                files.createRecoverableWriter().open(path("resumed"))) {
            stream.write(8);
            return stream.persist();
        }
    }

    @Test
    void containerSasOfFourLettersIsEnoughToWrite() throws Exception {
        FileSystem files = openWithSas("rcwl");
        write(files, "folder/file");

        assertThat(FileSystems.read(files, path("folder/file"))).containsExactly(7);
        assertThat(files.listStatus(path("folder"))).hasSize(1);
        assertThat(files.getFileStatus(path("folder")).isDir()).isTrue();
        assertThatThrownBy(() -> files.delete(path("folder/file"), false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 403")
                .hasMessageContaining("permissions rcwl, valid until " + later.truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void containerSasOfTwoLettersIsEnoughToRead() throws Exception {
        write(openWithSas("rcwl"), "folder/file");
        FileSystem files = openWithSas("rl");

        assertThat(FileSystems.read(files, path("folder/file"))).containsExactly(7);
        assertThat(files.listStatus(path("folder"))).hasSize(1);
        assertThatThrownBy(() -> write(files, "other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot upload a block of azblob://" + container + "@")
                .hasMessageContaining("status 403");
    }

    @ParameterizedTest
    @CsvSource({"cwl", "rcw", "rl"})
    void backupNeedsEachOfItsLetters(String permissions) throws Exception {
        FileSystem files = openWithSas(permissions);

        assertThatThrownBy(() -> {
                    write(files, "folder/file");
                    FileSystems.read(files, path("folder/file"));
                    files.listStatus(path("folder"));
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("status 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "", "https://devstoreaccount1.blob.core.windows.net/container?"})
    void sasIsTakenAsThePortalPrintsIt(String before) throws Exception {
        String sas = AzureSas.ofContainer(container, "rcwl", later);
        write(open("azblob.secret.sas-token", before + sas), "file");

        assertThat(Azurite.shared().content(container, "file")).containsExactly(7);
    }

    @Test
    void credentialsOfContainerComeBeforeThoseOfAccountAndAll() throws Exception {
        String sas = AzureSas.ofContainer(container, "rcwl", later);
        String useless = "sv=2021-12-02&sig=none";
        write(
                open(
                        "azblob.secret.sas-token",
                        useless,
                        "azblob.secret.sas-token." + Azurite.ACCOUNT,
                        useless,
                        "azblob.secret.sas-token." + Azurite.ACCOUNT + "." + container,
                        sas),
                "file");

        assertThat(Azurite.shared().content(container, "file")).containsExactly(7);
    }

    @Test
    void connectionStringIsEnough() throws Exception {
        String text = "DefaultEndpointsProtocol=http;AccountName=" + Azurite.ACCOUNT + ";AccountKey=" + Azurite.KEY
                + ";BlobEndpoint=" + Azurite.shared().endpoint();
        FileSystem files = FileSystems.open(container, Map.of("azblob.secret.connection-string", text));
        write(files, "file");

        assertThat(Azurite.shared().content(container, "file")).containsExactly(7);
    }

    @Test
    void expiredSasIsNamed() throws Exception {
        Instant end = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        String sas = AzureSas.ofContainer(container, "rcwl", end);
        FileSystem files = open("azblob.secret.sas-token", sas);

        for (Throwable failure : failures(files)) {
            assertThat(failure)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("azblob://" + container + "@" + Azurite.ACCOUNT + ".blob.core.windows.net/")
                    .hasMessageContaining("the SAS token has expired at " + end)
                    .hasMessageContaining("HINT: have a new one made");
        }
    }

    @Test
    void noMessageHoldsASecret() throws Exception {
        String sas = AzureSas.ofContainer(container, "", later);
        String signature = sas.substring(sas.indexOf("sig=") + 4);
        String key = "c2VjcmV0LXNlY3JldA==";
        FileSystem withSas = open("azblob.secret.sas-token", sas);
        FileSystem withKey = open("azblob.secret.account-key", key);
        FileSystem unreachable = open("azblob.secret.sas-token", sas, "azblob.endpoint", "http://127.0.0.1:1/a");

        for (FileSystem files : List.of(withSas, withKey, unreachable)) {
            for (Throwable failure : failures(files)) {
                StringWriter text = new StringWriter();
                failure.printStackTrace(new PrintWriter(text));
                assertThat(text.toString())
                        .contains("azblob://" + container)
                        .doesNotContain(signature)
                        .doesNotContain(key);
            }
            assertThat(files.toString()).doesNotContain("sig=").doesNotContain(key);
        }
        assertThatThrownBy(() -> open("azblob.secret.account-key", key, "azblob.secret.sas-token", sas))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected one of azblob.secret.sas-token, azblob.secret.account-key")
                .hasMessageNotContainingAny(key, signature);
        assertThatThrownBy(() -> open("azblob.secret.connection-string", "AccountKey=" + key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("connection string cannot be read")
                .hasMessageNotContaining(key);
    }

    private List<Throwable> failures(FileSystem files) {
        return List.of(
                failure(() -> files.getFileStatus(path("file"))),
                failure(() -> files.listStatus(path("folder"))),
                failure(() -> files.open(path("file"))),
                failure(() -> write(files, "file")),
                failure(() -> files.delete(path("file"), true)),
                failure(() -> {
                    try (FSDataOutputStream out = files.create(path("file"), WriteMode.OVERWRITE)) {
                        out.write(1);
                    }
                }));
    }

    private static Throwable failure(ThrowingCallable call) {
        Throwable failure = catchThrowable(call);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void flinkHidesOurSecrets() {
        for (var option :
                List.of(AzureBlobOptions.ACCOUNT_KEY, AzureBlobOptions.SAS_TOKEN, AzureBlobOptions.CONNECTION_STRING)) {
            assertThat(GlobalConfiguration.isSensitive(option.key())).isTrue();
            assertThat(GlobalConfiguration.isSensitive(option.key() + ".account.container"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "azblob://c@a.blob.core.windows.net/p?sv=1&sig=secret, it holds more than",
        "azblob://c:secret@a.blob.core.windows.net/p, it holds more than",
        "azblob://a.blob.core.windows.net/c, expected azblob://<container>@<account>"
    })
    void uriThatIsNotOneIsRefusedWithoutItsSecret(String uri, String reason) {
        AzureBlobFileSystemFactory factory = new AzureBlobFileSystemFactory();
        factory.configure(new Configuration());

        assertThatThrownBy(() -> factory.create(URI.create(uri)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .hasMessageContaining("HINT: ")
                .hasMessageNotContaining("secret@")
                .hasMessageNotContaining("sig=secret");
    }

    @Test
    void missingContainerIsNamed() throws Exception {
        FileSystem files = FileSystems.open("absent", Azurite.shared().properties());
        Path path = FileSystems.path("absent", "file");

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> files.getFileStatus(path), () -> files.listStatus(path), () -> files.open(path))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("azblob://absent@")
                    .hasMessageContaining("the container does not exist (ContainerNotFound, status 404)")
                    .hasMessageContaining("HINT: create it");
        }
    }
}
