// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobContainerClientBuilder;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes file systems for {@code azblob://} URIs. All of one process share threads, connections and memory for uploads. */
public final class AzureBlobFileSystemFactory implements FileSystemFactory {
    private static final Logger LOG = LoggerFactory.getLogger(AzureBlobFileSystemFactory.class);

    private Configuration configuration = new Configuration();
    private @Nullable Shared shared;

    /** What all file systems of a configuration share. */
    private record Shared(AzureBlobConfig config, UploadBudget budget, HttpClient client) {}

    @Override
    public String getScheme() {
        return ContainerAddress.SCHEME;
    }

    @Override
    public synchronized void configure(Configuration next) {
        configuration = new Configuration(next);
        shared = null;
    }

    @Override
    public FileSystem create(URI uri) throws IOException {
        ContainerAddress address = ContainerAddress.of(uri);
        Configuration current;
        Shared common;
        synchronized (this) {
            current = configuration;
            common = shared();
        }
        Credential credential = Credential.of(current, address, () -> ofEnvironment(common.client()));
        LOG.info("opening container={} credential={}", address, credential);
        BlobContainerClientBuilder builder =
                new BlobContainerClientBuilder().httpClient(common.client()).retryOptions(retries(common.config()));
        try {
            credential.applyTo(builder);
            boolean hasOwnEndpoint = credential instanceof Credential.ConnectionString;
            AzureBlobOptions.find(current, AzureBlobOptions.ENDPOINT, address)
                    .or(() -> hasOwnEndpoint ? Optional.empty() : Optional.of("https://" + address.host()))
                    .ifPresent(builder::endpoint);
            builder.containerName(address.container());
            return new AzureBlobFileSystem(
                    new Container(address, credential, builder.buildClient()), common.config(), common.budget());
        } catch (IllegalArgumentException | IllegalStateException e) {
            // Its message may repeat a connection string.
            throw new IOException("Cannot open " + address + ": endpoint or " + credential
                    + " cannot be read. HINT: check azblob.endpoint and azblob.secret.* in the configuration.");
        }
    }

    private Shared shared() {
        Shared found = shared;
        if (found == null) {
            AzureBlobConfig config = AzureBlobConfig.of(configuration);
            found = new Shared(config, new UploadBudget(config, threads("azblob-upload")), client(config));
            shared = found;
        }
        return found;
    }

    private static HttpClient client(AzureBlobConfig config) {
        return new JdkHttpClientBuilder()
                .executor(threads("azblob-http"))
                .connectionTimeout(config.connectTimeout())
                .writeTimeout(config.timeout())
                .responseTimeout(config.timeout())
                .readTimeout(config.timeout())
                .build();
    }

    private static RequestRetryOptions retries(AzureBlobConfig config) {
        return new RequestRetryOptions(
                RetryPolicyType.EXPONENTIAL,
                config.attempts(),
                config.timeout(),
                Duration.ofMillis(500),
                Duration.ofSeconds(15),
                null);
    }

    private static TokenCredential ofEnvironment(HttpClient client) {
        return new DefaultAzureCredentialBuilder().httpClient(client).build();
    }

    /** Threads live longer than jobs, so they must not keep a job's class loader. */
    private static ExecutorService threads(String name) {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(AzureBlobFileSystemFactory.class.getClassLoader());
            return thread;
        };
        return Executors.newCachedThreadPool(factory);
    }
}
