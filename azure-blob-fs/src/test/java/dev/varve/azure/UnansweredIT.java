// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.apache.flink.core.fs.FileSystem;
import org.junit.jupiter.api.Test;

class UnansweredIT {
    @Test
    void serverThatNeverAnswersIsNamed() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            FileSystem files = FileSystems.open(
                    "container",
                    Map.of(
                            "azblob.endpoint",
                            "http://127.0.0.1:" + silent.getLocalPort() + "/account",
                            "azblob.secret.account-key",
                            Azurite.KEY,
                            "azblob.attempts",
                            "1",
                            "azblob.timeout",
                            "1 s"));

            assertThatThrownBy(() -> files.open(FileSystems.path("container", "file")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Cannot look for azblob://container@devstoreaccount1")
                    .hasMessageContaining("no answer in time")
                    .hasMessageContaining("HINT: look at the network, or raise azblob.timeout");
        }
    }

    @Test
    void serverThatIsNotThereIsNamed() throws Exception {
        FileSystem files = FileSystems.open(
                "container",
                Map.of(
                        "azblob.endpoint", "http://127.0.0.1:1/account",
                        "azblob.secret.account-key", Azurite.KEY,
                        "azblob.attempts", "1"));

        assertThatThrownBy(() -> files.listStatus(FileSystems.path("container", "folder")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot list azblob://container@devstoreaccount1")
                .hasMessageContaining("ConnectException")
                .hasMessageContaining("HINT: check the URI or azblob.endpoint");
    }
}
