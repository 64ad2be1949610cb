// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request to {@link GcsFake}, taken apart.
 *
 * @param path its parts, decoded
 * @param headers by names in lower case
 * @param body not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record GcsRequest(
        String method, List<String> path, Map<String, String> query, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One part of a body in MIME parts. */
    record Part(Map<String, String> headers, byte[] content) {}

    static GcsRequest of(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        byte[] body = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(headers.get("content-encoding"))) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return of(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
    }

    private static GcsRequest of(String method, String uri, Map<String, String> headers, byte[] body) {
        String local = uri.replaceFirst("^(https?://[^/]+)?/+", "");
        int mark = local.indexOf('?');
        List<String> path = new ArrayList<>();
        for (String part : (mark < 0 ? local : local.substring(0, mark)).split("/", -1)) {
            path.add(URLDecoder.decode(part.replace("+", "%2B"), UTF_8));
        }
        Map<String, String> query = new TreeMap<>();
        if (mark >= 0) {
            for (String pair : local.substring(mark + 1).split("&", -1)) {
                String[] both = pair.split("=", 2);
                query.put(URLDecoder.decode(both[0], UTF_8), both.length < 2 ? "" : URLDecoder.decode(both[1], UTF_8));
            }
        }
        return new GcsRequest(method, path, query, headers, body);
    }

    /** The request in one part of a batch. */
    static GcsRequest ofPart(Part part) throws IOException {
        String text = new String(part.content, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String[] head = (end < 0 ? text : text.substring(0, end)).strip().split("\r\n", -1);
        String[] first = head[0].split(" ", -1);
        byte[] body = end < 0 ? new byte[0] : text.substring(end + 4).getBytes(ISO_8859_1);
        return of(first[0], first[1], headers(List.of(head).subList(1, head.length)), body);
    }

    private static Map<String, String> headers(List<String> lines) {
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    /** The parts of a body of a multipart type. */
    List<Part> parts() {
        String type = header("content-type");
        String boundary = "--" + type.replaceFirst(".*boundary=\"?([^\";]+)\"?.*", "$1");
        String text = new String(body, ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int start = text.indexOf(boundary) + boundary.length();
        while (!text.startsWith("--", start)) {
            int end = text.indexOf("\r\n" + boundary, start);
            int content = text.indexOf("\r\n\r\n", start);
            parts.add(new Part(
                    headers(List.of(text.substring(start, content).strip().split("\r\n", -1))),
                    text.substring(Math.min(content + 4, end), end).getBytes(ISO_8859_1)));
            start = end + 2 + boundary.length();
        }
        return parts;
    }

    /** Empty if there is none. */
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Empty if there is none. */
    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** Null where the request does not ask for a generation. */
    @Nullable
    Long ifGenerationMatch() {
        String wanted = parameter("ifGenerationMatch");
        return wanted.isEmpty() ? null : Long.valueOf(wanted);
    }

    JsonNode json() throws IOException {
        return json(body);
    }

    static JsonNode json(byte[] bytes) throws IOException {
        return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
    }
}
