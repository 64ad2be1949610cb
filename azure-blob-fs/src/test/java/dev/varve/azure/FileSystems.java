// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** File systems on a container of a test's own. */
final class FileSystems {
    private static final AtomicInteger CONTAINERS = new AtomicInteger();

    private FileSystems() {}

    /** A new container. */
    static String newContainer() throws Exception {
        String container = "test-" + CONTAINERS.incrementAndGet();
        Azurite.shared().createContainer(container);
        return container;
    }

    /** One of its own, not that which Flink keeps; logs in with the account's key. Pairs of key and value come on top. */
    static FileSystem open(String container, String... settings) throws Exception {
        return open(container, Azurite.shared().properties(), settings);
    }

    static FileSystem open(String container, Map<String, String> properties, String... settings) throws IOException {
        Map<String, String> all = new HashMap<>(properties);
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        AzureBlobFileSystemFactory factory = new AzureBlobFileSystemFactory();
        factory.configure(Configuration.fromMap(all));
        return factory.create(Azurite.uri(container, ""));
    }

    static Path path(String container, String name) {
        Path root = new Path(Azurite.uri(container, ""));
        return name.isEmpty() ? root : new Path(root, name);
    }

    static byte[] read(FileSystem files, Path path) throws IOException {
        try (FSDataInputStream in = files.open(path)) {
            return in.readAllBytes();
        }
    }

    /** Azure's client with the account's key. */
    static BlobContainerClient client(String container) throws Exception {
        return new BlobContainerClientBuilder()
                .endpoint(Azurite.shared().endpoint().toString())
                .credential(new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY))
                .containerName(container)
                .buildClient();
    }

    /** One of its own, with the defaults. */
    static UploadBudget budget() {
        return new UploadBudget(AzureBlobConfig.of(new Configuration()), task -> {
            Thread thread = new Thread(task, "test-upload");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
