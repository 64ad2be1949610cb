// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What {@link GcsFake} answers. */
@SuppressWarnings("ArrayRecordComponent")
record GcsAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json; charset=UTF-8";

    static GcsAnswer empty(int status, Map<String, String> headers) {
        return new GcsAnswer(status, headers, new byte[0]);
    }

    static GcsAnswer json(int status, Map<String, ?> content) {
        try {
            return new GcsAnswer(status, Map.of("Content-Type", JSON_TYPE), JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An error as the JSON API tells it; clients look into it. */
    static GcsAnswer error(int status, String reason) {
        Map<String, ?> detail = Map.of("domain", "global", "reason", reason, "message", reason);
        return json(status, Map.of("error", Map.of("code", status, "message", reason, "errors", List.of(detail))));
    }

    void send(HttpExchange exchange) throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** As it stands in one part of the answer to a batch. */
    String asPart() {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Answer\r\n");
        headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        return text.append("Content-Length: " + body.length + "\r\n\r\n" + new String(body, UTF_8) + "\r\n")
                .toString();
    }
}
