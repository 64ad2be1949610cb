// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.e2e.scenario.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An S3 server in its own process on 127.0.0.1, with one access key. Its objects, and what it prints, are below {@code
 * e2e-tests/target/stores}. Closing it kills it; it never outlives this JVM.
 */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "varve-test-key";
    public static final String SECRET_KEY = "varve-test-secret";

    private static final Map<Kind, S3Server> SHARED = new EnumMap<>(Kind.class);

    private final Kind kind;
    private final int port;
    private final Path objects;
    private final ServerProcess process;
    private final Set<String> buckets = new HashSet<>();

    /** Which server. */
    public enum Kind {
        /** Checks signatures and keys. */
        S3PROXY,
        /** Believes everybody. */
        S3MOCK
    }

    private S3Server(Kind kind, int port, Path objects, ServerProcess process) {
        this.kind = kind;
        this.port = port;
        this.objects = objects;
        this.process = process;
    }

    /** One for all tests of this JVM that take a bucket of their own. Ends with the JVM. */
    public static S3Server shared(Kind kind) throws Exception {
        synchronized (SHARED) {
            S3Server running = SHARED.get(kind);
            if (running == null) {
                running = start(kind);
                SHARED.put(kind, running);
                Runtime.getRuntime().addShutdownHook(new Thread(running::close, "end-" + kind));
            }
            return running;
        }
    }

    public static S3Server start(Kind kind) throws Exception {
        return start(kind, List.of());
    }

    /**
     * Starts S3Proxy with a second endpoint that speaks TLS.
     *
     * @param securePort of that
     * @param keyStore with the certificate, under one password for store and key
     */
    public static S3Server startWithTls(int securePort, Path keyStore, String password) throws Exception {
        return start(
                Kind.S3PROXY,
                List.of(
                        "s3proxy.secure-endpoint=https://127.0.0.1:" + securePort,
                        "s3proxy.keystore-path=" + keyStore,
                        "s3proxy.keystore-password=" + password));
    }

    /** A port that nothing listens on. */
    public static int freePort() throws IOException {
        return ServerProcess.freePort();
    }

    private static S3Server start(Kind kind, List<String> more) throws Exception {
        int port = ServerProcess.freePort();
        Path directory = ServerProcess.newDirectory(kind.name());
        Path objects = Files.createDirectory(directory.resolve("objects"));
        ServerProcess process = kind == Kind.S3PROXY
                ? S3ServerProcesses.s3proxy(directory, port, objects, more)
                : S3ServerProcesses.s3mock(directory, port, objects);
        S3Server server = new S3Server(kind, port, objects, process);
        try {
            Await.until(kind + " answers", server::answers);
            return server;
        } catch (Exception | AssertionError e) {
            server.close();
            throw new IOException("Cannot start " + kind + ". It printed:\n" + process.printed(), e);
        }
    }

    private boolean answers() throws IOException, InterruptedException {
        process.requireAlive();
        String path = kind == Kind.S3PROXY ? "/healthz" : "/";
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(endpoint() + path)).build();
        try {
            return status(request) == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int status(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    public Kind kind() {
        return kind;
    }

    public int port() {
        return port;
    }

    /** Without a path. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Makes a bucket that is not there. */
    public void createBucket(String bucket) throws IOException, InterruptedException {
        if (kind == Kind.S3PROXY) {
            Files.createDirectory(objects.resolve(bucket));
            return;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/" + bucket))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        int status = status(request);
        if (status != 200) {
            throw new IOException("Cannot create bucket " + bucket + ": " + kind + " answered " + status);
        }
    }

    /** Makes a bucket; does nothing if it is there. */
    public synchronized void createBucketIfMissing(String bucket) throws IOException, InterruptedException {
        if (buckets.add(bucket)) {
            createBucket(bucket);
        }
    }

    /** Settings of {@code store.properties} or of Flink's configuration for this server and its key. */
    public Map<String, String> properties() {
        return properties(endpoint());
    }

    /** The same for a {@link StoreProxy} in front of it. */
    public static Map<String, String> properties(URI endpoint) {
        return Map.of(
                "s3.endpoint",
                endpoint.toString(),
                "s3.endpoint.region",
                "us-east-1",
                "s3.path.style.access",
                "true",
                "s3.access-key",
                ACCESS_KEY,
                "s3.secret-key",
                SECRET_KEY);
    }

    /** By SIGKILL. */
    @Override
    public void close() {
        process.kill();
    }
}
