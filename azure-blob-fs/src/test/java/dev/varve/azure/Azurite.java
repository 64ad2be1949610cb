// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Microsoft's server of Blob Storage for development, in a process of its own on 127.0.0.1, with everything in memory. It checks keys
 * and signatures. Needs node and the packages below {@code e2e-tests/node}. Ends with this JVM at the latest.
 */
public final class Azurite implements AutoCloseable {
    public static final String ACCOUNT = "devstoreaccount1";

    /** Public: every Azurite has it. */
    public static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static final Pattern LISTENING = Pattern.compile("successfully listens on http://127\\.0\\.0\\.1:(\\d+)");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static @Nullable Azurite shared;

    private final Process process;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Azurite(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One for all tests of this JVM that take a container of their own. Skips the test where node or the packages are absent. */
    public static synchronized Azurite shared() throws Exception {
        Azurite running = shared;
        if (running == null) {
            running = start();
            shared = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::close, "end-azurite"));
        }
        return running;
    }

    private static Azurite start() throws Exception {
        Path root = Path.of(System.getProperty("varve.root")).toAbsolutePath();
        Path main = root.resolve("e2e-tests/node/node_modules/azurite/dist/src/blob/main.js");
        if (!Files.exists(main)) {
            String missing = "Missing Azurite: no file " + main + ". HINT: npm --prefix e2e-tests/node ci";
            Assumptions.assumeTrue(System.getenv("VARVE_REQUIRE_ALL") != null, missing);
            throw new IOException(missing);
        }
        Path directory = Files.createTempDirectory("azurite");
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(List.of(
                        "node",
                        main.toString(),
                        "--blobHost",
                        "127.0.0.1",
                        "--blobPort",
                        "0",
                        "--disableTelemetry",
                        "--inMemoryPersistence",
                        "--skipApiVersionCheck",
                        "--silent"))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            return new Azurite(process, awaitPort(process, output));
        } catch (Exception | Error e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static int awaitPort(Process process, Path output) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            Matcher found = LISTENING.matcher(Files.readString(output));
            if (found.find()) {
                return Integer.parseInt(found.group(1));
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("Azurite does not listen. It printed:\n" + Files.readString(output));
    }

    public int port() {
        return port;
    }

    /** With the account, as clients need it. */
    public URI endpoint() {
        return endpoint(port);
    }

    /** The same for a proxy in front of it. */
    public static URI endpoint(int port) {
        return URI.create("http://127.0.0.1:" + port + "/" + ACCOUNT);
    }

    /** URI of a path in a container. */
    public static URI uri(String container, String path) {
        return URI.create("azblob://" + container + "@" + ACCOUNT + ".blob.core.windows.net/" + path);
    }

    /** Settings that log in with the account's key. */
    public Map<String, String> properties() {
        return Map.of("azblob.endpoint", endpoint().toString(), "azblob.secret.account-key", KEY);
    }

    /** Makes a container; does nothing if it is there. */
    public void createContainer(String container) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint() + "/" + container + "?restype=container&" + ofAccount()))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .header("x-ms-version", AzureSas.VERSION)
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201 && answer.statusCode() != 409) {
            throw new IOException(
                    "Cannot create container " + container + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    /** What a blob holds, without the file system that is tested; null if there is none. */
    public byte @Nullable [] content(String container, String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint() + "/" + container + "/" + name + "?" + ofAccount()))
                .header("x-ms-version", AzureSas.VERSION)
                .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() == 404) {
            return null;
        }
        if (answer.statusCode() != 200) {
            throw new IOException("Cannot read " + container + "/" + name + ": " + answer.statusCode());
        }
        return answer.body();
    }

    /** Names of all blobs of a container, in their order. */
    public List<String> names(String container) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(endpoint() + "/" + container + "?restype=container&comp=list&" + ofAccount()))
                .header("x-ms-version", AzureSas.VERSION)
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("Cannot list " + container + ": " + answer.statusCode());
        }
        return Pattern.compile("<Name>([^<]*)</Name>")
                .matcher(answer.body())
                .results()
                .map(found -> Objects.requireNonNull(found.group(1)))
                .toList();
    }

    private static String ofAccount() {
        return AzureSas.ofAccount("rwdlac", Instant.now().plus(Duration.ofHours(1)));
    }

    /** By SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
