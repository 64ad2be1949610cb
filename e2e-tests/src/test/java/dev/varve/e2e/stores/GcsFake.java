// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.varve.e2e.stores.GcsObjects.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fake of Google Cloud Storage: the calls of its JSON API that Flink's file system makes, on one bucket in memory, without
 * authentication. It is not the real thing: what passes here was verified against a fake of the protocol, no more.
 */
final class GcsFake implements AutoCloseable {
    static final String BUCKET = "fake-bucket";
    private static final int RESUME = 308;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final GcsObjects objects = new GcsObjects(BUCKET);
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final AtomicLong bytesRead = new AtomicLong();
    private volatile Set<String> refused = Set.of();

    /** Bytes that come one after the other, until the last are there. */
    private static final class Upload {
        private final GcsRequest begin;
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();

        Upload(GcsRequest begin) {
            this.begin = begin;
        }
    }

    static {
        // Else each answer waits for the acknowledgement of the one before, forty milliseconds. Read when the first
        // server starts.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private GcsFake(HttpServer server) {
        this.server = server;
    }

    /** Starts it on a free port. */
    static GcsFake start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        GcsFake fake = new GcsFake(server);
        server.setExecutor(fake.threads);
        server.createContext("/", fake::handle);
        server.start();
        return fake;
    }

    /** A place in the bucket. */
    static String uri(String folder) {
        return "gs://" + BUCKET + "/" + folder;
    }

    /** What points Flink's file system here. It also needs {@link #environment}. */
    Map<String, String> properties() {
        return new TreeMap<>(Map.of(
                "gs.storage.root.url", "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                "gs.auth.null.enable", "true",
                "gs.auth.service.account.enable", "false",
                "gs.project.id", "fake-project"));
    }

    /** Keeps Google's client from looking for the machine that it could be running on. */
    static Map<String, String> environment() {
        return Map.of("NO_GCE_CHECK", "true");
    }

    /** How often each kind of call was made: {@code get}, {@code list}, {@code read}, {@code compose}, ... */
    Map<String, Long> calls() {
        Map<String, Long> counted = new TreeMap<>();
        calls.forEach((kind, count) -> counted.put(kind, count.get()));
        return counted;
    }

    /** How many bytes of objects were sent. */
    long bytesRead() {
        return bytesRead.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            GcsAnswer answer;
            try {
                answer = answer(GcsRequest.of(exchange));
            } catch (RuntimeException e) {
                e.printStackTrace();
                answer = GcsAnswer.error(500, "the fake failed: " + e);
            }
            answer.send(exchange);
        }
    }

    private GcsAnswer answer(GcsRequest request) throws IOException {
        try {
            return switch (request.path().get(0)) {
                case "batch" -> batch(request);
                case "upload" -> upload(request);
                case "download" ->
                    onObject(request, request.path().subList(1, request.path().size()));
                default -> onObject(request, request.path());
            };
        } catch (Refusal e) {
            return e.answer();
        }
    }

    /** From now on these kinds of calls are answered as to somebody who has no right to them. */
    void refuse(String... kinds) {
        refused = Set.of(kinds);
    }

    private void count(String kind) throws Refusal {
        calls.computeIfAbsent(kind, any -> new AtomicLong()).incrementAndGet();
        if (refused.contains(kind)) {
            throw new Refusal(403, "varve@p.iam does not have storage.objects." + kind + " access to the object.");
        }
    }

    /** {@code storage/v1/b/<bucket>[/o[/<object>[/<verb>...]]]} */
    private GcsAnswer onObject(GcsRequest request, List<String> path) throws Refusal, IOException {
        if (path.size() < 4 || !path.get(3).equals(BUCKET)) {
            throw new Refusal(404, "notFound");
        }
        if (path.size() == 4) {
            count("bucket");
            return GcsAnswer.json(200, Map.of("kind", "storage#bucket", "id", BUCKET, "name", BUCKET));
        }
        if (path.size() == 5) {
            count("list");
            return objects.list(request);
        }
        String name = path.get(5);
        if (path.size() > 6) {
            return withVerb(request, name, path.subList(6, path.size()));
        }
        if (request.method().equals("DELETE")) {
            count("delete");
            return objects.delete(name, request.ifGenerationMatch());
        }
        if (request.parameter("alt").equals("media")) {
            count("read");
            GcsAnswer read = objects.read(name, request.header("range"));
            bytesRead.addAndGet(read.body().length);
            return read;
        }
        count("get");
        return objects.get(name);
    }

    /** {@code compose}, {@code rewriteTo/b/<bucket>/o/<object>} or {@code copyTo/...} */
    private GcsAnswer withVerb(GcsRequest request, String name, List<String> verb) throws Refusal, IOException {
        count(verb.get(0));
        if (verb.get(0).equals("compose")) {
            return objects.compose(name, request.json(), request.ifGenerationMatch());
        }
        return objects.copy(name, verb.get(4), verb.get(0).equals("rewriteTo"), request.ifGenerationMatch());
    }

    private GcsAnswer batch(GcsRequest request) throws IOException {
        StringBuilder answer = new StringBuilder();
        for (GcsRequest.Part part : request.parts()) {
            answer.append("--parts\r\nContent-Type: application/http\r\n");
            String id = part.headers().getOrDefault("content-id", "<1>").replaceFirst("^<", "<response-");
            answer.append("Content-ID: " + id + "\r\n\r\n");
            answer.append(answer(GcsRequest.ofPart(part)).asPart()).append("\r\n");
        }
        answer.append("--parts--\r\n");
        return new GcsAnswer(
                200,
                Map.of("Content-Type", "multipart/mixed; boundary=parts"),
                answer.toString().getBytes(UTF_8));
    }

    private GcsAnswer upload(GcsRequest request) throws Refusal, IOException {
        String id = request.parameter("upload_id");
        if (!id.isEmpty()) {
            return resume(id, request);
        }
        if (request.parameter("uploadType").equals("multipart")) {
            count("put");
            List<GcsRequest.Part> parts = request.parts();
            JsonNode metadata = GcsRequest.json(parts.get(0).content());
            return put(request, metadata, parts.get(1).content());
        }
        count("begin upload");
        String begun = UUID.randomUUID().toString();
        uploads.put(begun, new Upload(request));
        String location = properties().get("gs.storage.root.url") + "upload/storage/v1/b/" + BUCKET
                + "/o?uploadType=resumable&upload_id=" + begun;
        return GcsAnswer.empty(200, Map.of("Location", location));
    }

    /** Takes the next bytes; with the last of them the object is there. */
    private GcsAnswer resume(String id, GcsRequest request) throws Refusal, IOException {
        count("put");
        Upload upload = uploads.get(id);
        if (upload == null) {
            throw new Refusal(404, "notFound");
        }
        synchronized (upload) {
            String range = request.header("content-range");
            if (!range.startsWith("bytes *")) {
                long first = Long.parseLong(range.substring("bytes ".length(), range.indexOf('-')));
                int known = Math.toIntExact(upload.content.size() - first);
                upload.content.write(request.body(), known, request.body().length - known);
            }
            String total = range.isEmpty() ? "" : range.substring(range.indexOf('/') + 1);
            if (total.equals("*") || (!total.isEmpty() && Long.parseLong(total) > upload.content.size())) {
                int size = upload.content.size();
                return GcsAnswer.empty(RESUME, size == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (size - 1)));
            }
            uploads.remove(id);
            return put(upload.begin, upload.begin.json(), upload.content.toByteArray());
        }
    }

    private GcsAnswer put(GcsRequest request, JsonNode metadata, byte[] content) throws Refusal {
        String given = request.parameter("name");
        String name = given.isEmpty() ? metadata.path("name").asText() : given;
        return objects.put(name, content, GcsObjects.type(metadata), request.ifGenerationMatch());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
