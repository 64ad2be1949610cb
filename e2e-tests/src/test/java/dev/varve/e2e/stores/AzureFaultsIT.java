// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.azure.Azurite;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Our file system for Azure Blob, loaded as a plugin, while the service answers with errors, late, with half of an answer or not at all. */
class AzureFaultsIT {
    private static final long SEED = Long.getLong("varve.faults.seed", System.nanoTime() & 0xFFFF);
    private static final String CONTAINER = "faults";
    private static final int LENGTH = 1_500_000;

    @TempDir
    private java.nio.file.Path directory;

    private @Nullable StoreProxy started;

    /** Gives up soon, so that faults reach who asks. */
    @BeforeEach
    void start() throws Exception {
        Azurite azurite = Azurite.shared();
        azurite.createContainer(CONTAINER);
        StoreProxy proxy = StoreProxy.before(azurite.port(), StoreProtocol.AZURE_BLOB);
        started = proxy;
        Map<String, String> properties = new HashMap<>(azurite.properties());
        properties.put(
                "azblob.endpoint", Azurite.endpoint(proxy.endpoint().getPort()).toString());
        properties.put("azblob.attempts", "2");
        properties.put("azblob.upload.block-size", "256 kb");
        FlinkFileStore.configureProcess(properties, ServerProcess.newDirectory("uploads"), List.of(uri("")));
    }

    @AfterEach
    void stopProxy() throws IOException {
        proxy().close();
        FlinkFileStore.configureProcess(Map.of(), directory, List.of());
    }

    private StoreProxy proxy() {
        return Objects.requireNonNull(started, "proxy");
    }

    private static URI uri(String path) {
        return Azurite.uri(CONTAINER, path);
    }

    private static byte[] content(String name) {
        byte[] bytes = new byte[LENGTH];
        new Random(name.hashCode()).nextBytes(bytes);
        return bytes;
    }

    private static void write(String name) throws IOException {
        FileSystem files = FileSystem.get(uri(name));
        try (RecoverableFsDataOutputStream stream =
                files.createRecoverableWriter().open(new Path(uri(name)))) {
            stream.write(content(name));
            stream.closeForCommit().commit();
        }
    }

    private static byte[] read(String name) throws IOException {
        try (FSDataInputStream in = FileSystem.get(uri(name)).open(new Path(uri(name)))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SERVER_ERROR", "SLOW_DOWN", "RESET", "DELAY", "LOST_ANSWER"})
    void fileIsWrittenThoughOneOfEachRequestsFails(Fault fault) throws Exception {
        String name = "passing/" + fault;
        for (S3Operation each : List.of(S3Operation.UPLOAD_PART, S3Operation.COMPLETE_UPLOAD)) {
            proxy().inject(Faults.first(1, fault, each::equals));
            write(name + "-" + each);
            proxy().heal();

            assertThat(Azurite.shared().content(CONTAINER, name + "-" + each)).isEqualTo(content(name + "-" + each));
        }
        assertThat(proxy().faults()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"SERVER_ERROR", "SLOW_DOWN", "RESET", "DELAY", "TRUNCATED"})
    void fileIsReadThoughARequestFails(Fault fault) throws Exception {
        write("read/" + fault);
        proxy().inject(Faults.first(1, fault, S3Operation.GET_OBJECT::equals));

        assertThat(read("read/" + fault)).isEqualTo(content("read/" + fault));
        assertThat(proxy().faults()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET_OBJECT, SERVER_ERROR, Cannot read, 'has a fault (InternalError, status 500)'",
        "GET_OBJECT, SLOW_DOWN, Cannot read, 'the service is busy or has a fault (ServerBusy, status 503)'",
        "GET_OBJECT, FORBIDDEN, Cannot read, '(AuthorizationFailure, status 403), with key of account devstoreaccount1'",
        "GET_OBJECT, NOT_FOUND, Cannot read, 'there is no such blob (BlobNotFound, status 404)'",
        "GET_OBJECT, RESET, Cannot read, 'HINT: '",
        "GET_OBJECT, TRUNCATED, Cannot read, 'the answer to a request for'",
        "UPLOAD_PART, SLOW_DOWN, Cannot upload a block of, '(ServerBusy, status 503)'",
        "UPLOAD_PART, FORBIDDEN, Cannot upload a block of, '(AuthorizationFailure, status 403)'",
        "COMPLETE_UPLOAD, SERVER_ERROR, Cannot commit, '(InternalError, status 500)'",
        "COMPLETE_UPLOAD, FORBIDDEN, Cannot commit, '(AuthorizationFailure, status 403)'",
        "COMPLETE_UPLOAD, RESET, Cannot commit, 'HINT: '"
    })
    void faultThatStaysIsNamed(S3Operation operation, Fault fault, String action, String fact) throws Exception {
        String name = "staying/" + operation + "-" + fault;
        if (operation == S3Operation.GET_OBJECT) {
            write(name);
        }
        proxy().inject(Faults.always(fault, operation::equals));

        assertThatThrownBy(() -> {
                    if (operation == S3Operation.GET_OBJECT) {
                        read(name);
                    } else {
                        write(name);
                    }
                })
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(action + " azblob://" + CONTAINER + "@" + Azurite.ACCOUNT)
                .hasMessageContaining("/" + name + ": ")
                .hasMessageContaining(fact);
    }

    @Test
    void commitWhoseAnswersAreAllLostIsFoundDoneAfterFailover() throws Exception {
        String name = "lost/all";
        RecoverableWriter writer = FileSystem.get(uri(name)).createRecoverableWriter();
        RecoverableFsDataOutputStream stream = writer.open(new Path(uri(name)));
        stream.write(content(name));
        RecoverableFsDataOutputStream.Committer committer = stream.closeForCommit();
        byte[] kept = writer.getCommitRecoverableSerializer().serialize(committer.getRecoverable());
        proxy().inject((operation, path) -> Faults.always(Fault.LOST_ANSWER, S3Operation::isCommit)
                .next(operation, path)
                .or(() -> Faults.always(Fault.RESET, S3Operation.LIST_PARTS::equals)
                        .next(operation, path)));
        assertThatThrownBy(committer::commit).isInstanceOf(IOException.class).hasMessageContaining(name);
        proxy().heal();

        writer.recoverForCommit(writer.getCommitRecoverableSerializer().deserialize(1, kept))
                .commitAfterRecovery();

        assertThat(Azurite.shared().content(CONTAINER, name)).isEqualTo(content(name));
    }

    @Test
    void plainFileIsCreatedOnceThoughTheAnswerToItsCommitIsLost() throws Exception {
        FileSystem files = FileSystem.get(uri("plain"));
        proxy().inject(Faults.first(1, Fault.LOST_ANSWER, S3Operation::isCommit));
        try (FSDataOutputStream out = files.create(new Path(uri("plain/file")), WriteMode.NO_OVERWRITE)) {
            out.write(content("plain"));
        }

        assertThat(Azurite.shared().content(CONTAINER, "plain/file")).isEqualTo(content("plain"));
        assertThat(proxy().faults()).isEqualTo(1);
    }

    @Tag("soak")
    @Test
    void backupAndRestoreAreExactThroughFaults() throws Exception {
        new FaultyRoundTrip(proxy(), uri("backups"), directory, "faults-azure", SEED).run();
    }
}
