// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** One container with its client: makes requests, and tells what their failures mean. Safe for use by several threads. */
final class Container {
    private final ContainerAddress address;
    private final Credential credential;
    private final BlobContainerClient client;

    Container(ContainerAddress address, Credential credential, BlobContainerClient client) {
        this.address = address;
        this.credential = credential;
        this.client = client;
    }

    ContainerAddress address() {
        return address;
    }

    BlobContainerClient client() {
        return client;
    }

    BlockBlobClient blob(String name) {
        return client.getBlobClient(name).getBlockBlobClient();
    }

    /** Name of the blob at a path; empty for the container itself. */
    static String name(Path path) {
        String text = path.getPath();
        return text.startsWith("/") ? text.substring(1) : text;
    }

    Path path(String name) {
        Path root = new Path(address.uri());
        return name.isEmpty() ? root : new Path(root, name);
    }

    /**
     * Makes a request.
     *
     * @param action for messages: {@code read}
     * @param name of the blob, empty for the container
     */
    <T> T request(String action, String name, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failure(action, name, e);
        }
    }

    IOException failure(String action, String name, Throwable failure) {
        return BlobFailure.of(action, address.place(name), credential, failure);
    }

    /**
     * For an answer that no client library has looked at.
     *
     * @param code the service's word, where it says one
     */
    IOException refusal(String action, String name, int status, @Nullable String code) {
        return BlobFailure.ofAnswer(action, address.place(name), credential, status, code);
    }
}
