// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines of a request or an answer before its body, as they came. */
record HttpHead(List<String> lines) {
    private static final int LIMIT = 1 << 16;

    HttpHead {
        lines = List.copyOf(lines);
    }

    /** Empty if the other side has closed the connection before the first byte. */
    static Optional<HttpHead> read(InputStream stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        for (int next = stream.read(); next >= 0; next = stream.read()) {
            bytes.write(next);
            if (next == '\n') {
                if (last == '\n') {
                    return Optional.of(new HttpHead(bytes.toString(StandardCharsets.ISO_8859_1)
                            .strip()
                            .lines()
                            .toList()));
                }
                last = '\n';
            } else if (next != '\r') {
                last = next;
            }
            if (bytes.size() > LIMIT) {
                throw new IOException("More than " + LIMIT + " bytes before a body");
            }
        }
        if (bytes.size() > 0) {
            throw new IOException("The connection ended within the lines before a body");
        }
        return Optional.empty();
    }

    /** One of the three parts of the first line. */
    String first(int part) {
        return lines.get(0).split(" ", 3)[part];
    }

    Optional<String> header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return lines.stream()
                .skip(1)
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .findFirst();
    }

    /** The same with other values of one header, or without it if there are none. */
    HttpHead with(String name, String... values) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        List<String> other = new ArrayList<>(lines);
        other.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith(start));
        for (String value : values) {
            other.add(name + ": " + value);
        }
        return new HttpHead(other);
    }

    boolean isChunked() {
        return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
    }

    byte[] bytes() {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
