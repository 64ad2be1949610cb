// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The objects of the one bucket of {@link GcsFake}, in memory. Thread-safe. */
final class GcsObjects {
    private static final int MOST_SOURCES = 32;
    private static final int PAGE = 1000;

    private final String bucket;
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private long lastGeneration = 1_000_000;

    @SuppressWarnings("ArrayRecordComponent")
    private record Stored(byte[] content, long generation, Instant created, String type) {}

    /** A request that the store refuses. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refusal(int status, String reason) {
            super(reason);
            this.status = status;
        }

        GcsAnswer answer() {
            return GcsAnswer.error(status, String.valueOf(getMessage()));
        }
    }

    GcsObjects(String bucket) {
        this.bucket = bucket;
    }

    synchronized GcsAnswer put(String name, byte[] content, String type, @Nullable Long ifGeneration) throws Refusal {
        requireGeneration(name, ifGeneration);
        objects.put(name, new Stored(content, ++lastGeneration, Instant.now(), type));
        return GcsAnswer.json(200, resource(name));
    }

    synchronized GcsAnswer get(String name) throws Refusal {
        stored(name);
        return GcsAnswer.json(200, resource(name));
    }

    synchronized GcsAnswer delete(String name, @Nullable Long ifGeneration) throws Refusal {
        requireGeneration(name, ifGeneration);
        stored(name);
        objects.remove(name);
        return GcsAnswer.empty(204, Map.of());
    }

    /** The content, or a range of it: {@code bytes=5-9}, {@code bytes=5-}, {@code bytes=-9}. */
    synchronized GcsAnswer read(String name, String range) throws Refusal {
        Stored object = stored(name);
        int length = object.content.length;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", object.type);
        headers.put("x-goog-generation", Long.toString(object.generation));
        headers.put("x-goog-stored-content-length", Integer.toString(length));
        headers.put("x-goog-stored-content-encoding", "identity");
        headers.put("x-goog-hash", "crc32c=" + crc(object.content));
        if (range.isEmpty()) {
            return new GcsAnswer(200, headers, object.content);
        }
        String[] ends = range.replace("bytes=", "").split("-", 2);
        long first = ends[0].isEmpty() ? Math.max(0, length - Long.parseLong(ends[1])) : Long.parseLong(ends[0]);
        long last =
                ends[0].isEmpty() || ends[1].isEmpty() ? length - 1L : Math.min(length - 1L, Long.parseLong(ends[1]));
        if (first > last) {
            throw new Refusal(416, "requestedRangeNotSatisfiable");
        }
        headers.put("Content-Range", "bytes " + first + "-" + last + "/" + length);
        return new GcsAnswer(206, headers, Arrays.copyOfRange(object.content, (int) first, (int) last + 1));
    }

    /** At most 32 sources, each of which must be there. */
    synchronized GcsAnswer compose(String name, JsonNode request, @Nullable Long ifGeneration)
            throws Refusal, IOException {
        requireGeneration(name, ifGeneration);
        JsonNode sources = request.path("sourceObjects");
        if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
            throw new Refusal(400, "invalid");
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (JsonNode source : sources) {
            content.write(stored(source.path("name").asText()).content);
        }
        return put(name, content.toByteArray(), type(request.path("destination")), null);
    }

    synchronized GcsAnswer copy(String from, String to, boolean rewrite, @Nullable Long ifGeneration) throws Refusal {
        Stored source = stored(from);
        GcsAnswer copied = put(to, source.content, source.type, ifGeneration);
        if (!rewrite) {
            return copied;
        }
        String size = Integer.toString(source.content.length);
        return GcsAnswer.json(
                200,
                Map.of(
                        "kind",
                        "storage#rewriteResponse",
                        "totalBytesRewritten",
                        size,
                        "objectSize",
                        size,
                        "done",
                        true,
                        "resource",
                        resource(to)));
    }

    /** One page of names in order; what lies below the delimiter becomes a prefix. */
    synchronized GcsAnswer list(GcsRequest request) {
        String prefix = request.parameter("prefix");
        String delimiter = request.parameter("delimiter");
        String asked = request.parameter("maxResults");
        int most = asked.isEmpty() ? PAGE : Math.min(PAGE, Integer.parseInt(asked));
        String start = request.parameter("startOffset");
        String token = request.parameter("pageToken");
        boolean withMarkers = request.parameter("includeTrailingDelimiter").equals("true");
        List<Map<String, ?>> items = new ArrayList<>();
        TreeSet<String> prefixes = new TreeSet<>();
        String next = null;
        for (String name : objects.tailMap(prefix, true).keySet()) {
            if (!name.startsWith(prefix)) {
                break;
            }
            int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            String folder = end < 0 ? null : name.substring(0, end + delimiter.length());
            String key = folder == null ? name : folder;
            if (name.compareTo(start) < 0 || (!token.isEmpty() && key.compareTo(token) <= 0)) {
                continue;
            }
            boolean isNew = folder == null || !prefixes.contains(folder);
            if (isNew && items.size() + prefixes.size() == most) {
                next = lastKey(items, prefixes);
                break;
            }
            if (folder == null || (withMarkers && name.equals(folder))) {
                items.add(resource(name));
            }
            if (folder != null) {
                prefixes.add(folder);
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>(Map.of("kind", "storage#objects"));
        answer.put("items", items);
        answer.put("prefixes", List.copyOf(prefixes));
        if (next != null) {
            answer.put("nextPageToken", next);
        }
        return GcsAnswer.json(200, answer);
    }

    private static String lastKey(List<Map<String, ?>> items, SortedSet<String> prefixes) {
        String item = items.isEmpty()
                ? ""
                : String.valueOf(items.get(items.size() - 1).get("name"));
        String prefix = prefixes.isEmpty() ? "" : prefixes.last();
        return item.compareTo(prefix) > 0 ? item : prefix;
    }

    private void requireGeneration(String name, @Nullable Long wanted) throws Refusal {
        Stored existing = objects.get(name);
        long found = existing == null ? 0 : existing.generation;
        if (wanted != null && wanted != found) {
            throw new Refusal(412, "conditionNotMet");
        }
    }

    private Stored stored(String name) throws Refusal {
        Stored object = objects.get(name);
        if (object == null) {
            throw new Refusal(404, "notFound");
        }
        return object;
    }

    private Map<String, ?> resource(String name) {
        Stored object = objects.get(name);
        if (object == null) {
            throw new IllegalStateException("no object " + name);
        }
        Map<String, Object> resource = new LinkedHashMap<>();
        resource.put("kind", "storage#object");
        resource.put("id", bucket + "/" + name + "/" + object.generation);
        resource.put("name", name);
        resource.put("bucket", bucket);
        resource.put("generation", Long.toString(object.generation));
        resource.put("metageneration", "1");
        resource.put("contentType", object.type);
        resource.put("storageClass", "STANDARD");
        resource.put("size", Integer.toString(object.content.length));
        resource.put("crc32c", crc(object.content));
        resource.put("etag", Long.toString(object.generation));
        resource.put("timeCreated", object.created.toString());
        resource.put("updated", object.created.toString());
        return resource;
    }

    static String type(JsonNode metadata) {
        return metadata.path("contentType").asText("application/octet-stream");
    }

    private static String crc(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        byte[] bytes =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(bytes);
    }
}
