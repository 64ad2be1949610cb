// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The requests of one connection of a client, one after the other, each with a connection of its own to the server. */
final class ProxiedRequests {
    private static final Duration DELAY = Duration.ofMillis(700);

    private final Socket client;
    private final int server;
    private final StoreProxy proxy;
    private final InputStream in;
    private final OutputStream out;

    @SuppressWarnings("ArrayRecordComponent")
    private record Request(HttpHead head, S3Operation operation, String path, byte[] body) {
        SeenRequest answered(int status, long received, Optional<Fault> fault) {
            return new SeenRequest(operation, path, head.header("Range"), body.length, received, status, fault);
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(HttpHead head, byte[] body) {
        int status() {
            return Integer.parseInt(head.first(1));
        }
    }

    ProxiedRequests(Socket client, int server, StoreProxy proxy) throws IOException {
        this.client = client;
        this.server = server;
        this.proxy = proxy;
        client.setTcpNoDelay(true);
        in = new BufferedInputStream(client.getInputStream(), 1 << 16);
        out = new BufferedOutputStream(client.getOutputStream(), 1 << 16);
    }

    /** False if the connection has ended. */
    boolean serveOne() throws IOException {
        Optional<HttpHead> head = HttpHead.read(in);
        if (head.isEmpty()) {
            return false;
        }
        Request request = read(head.get());
        proxy.arrived(request.operation(), request.head().first(1));
        Optional<Fault> fault = proxy.nextFault(request.operation(), request.path());
        return fault.isEmpty() ? answer(request, Optional.empty()) : hit(request, fault.get());
    }

    private Request read(HttpHead head) throws IOException {
        if (head.header("Expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        String target = head.first(1);
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        Map<String, String> query = query(question < 0 ? "" : target.substring(question + 1));
        boolean copies = head.header("x-amz-copy-source").isPresent();
        byte[] body = body(head, in, false);
        return new Request(head, proxy.protocol().operation(head.first(0), path, query, copies), path, body);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> query = new HashMap<>();
        for (String each : text.split("&", -1)) {
            int equals = each.indexOf('=');
            if (!each.isEmpty()) {
                query.put(equals < 0 ? each : each.substring(0, equals), equals < 0 ? "" : each.substring(equals + 1));
            }
        }
        return query;
    }

    private boolean hit(Request request, Fault fault) throws IOException {
        switch (fault) {
            case DELAY -> LockSupport.parkNanos(DELAY.toNanos());
            case LOST_ANSWER -> {
                forward(request);
                return reset(request, fault);
            }
            case RESET -> {
                return reset(request, fault);
            }
            case SERVER_ERROR, SLOW_DOWN, FORBIDDEN, NOT_FOUND -> {
                return refuse(request, fault);
            }
            case TRUNCATED -> {
                // The answer itself is cut.
            }
        }
        return answer(request, Optional.of(fault));
    }

    private boolean reset(Request request, Fault fault) throws IOException {
        proxy.saw(request.answered(0, 0, Optional.of(fault)));
        client.setSoLinger(true, 0);
        client.close();
        return false;
    }

    private boolean refuse(Request request, Fault fault) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                + proxy.protocol().code(fault)
                + "</Code><Message>Injected by a test</Message><RequestId>0</RequestId></Error>";
        byte[] bytes = request.head().first(0).equals("HEAD") ? new byte[0] : body.getBytes(ISO_8859_1);
        String head = "HTTP/1.1 " + fault.status() + " " + fault.reason() + "\r\nx-ms-error-code: "
                + proxy.protocol().code(fault) + "\r\nContent-Type: application/xml\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        proxy.saw(request.answered(fault.status(), bytes.length, Optional.of(fault)));
        out.write(head.getBytes(ISO_8859_1));
        out.write(bytes);
        out.flush();
        return true;
    }

    private boolean answer(Request request, Optional<Fault> fault) throws IOException {
        Answer answer = forward(request);
        boolean cut = fault.filter(Fault.TRUNCATED::equals).isPresent() && answer.body().length > 1;
        int length = cut ? answer.body().length / 2 : answer.body().length;
        proxy.saw(request.answered(answer.status(), length, fault));
        out.write(answer.head().bytes());
        out.write(answer.body(), 0, length);
        out.flush();
        if (cut) {
            client.close();
        }
        return !cut;
    }

    private Answer forward(Request request) throws IOException {
        try (Socket upstream = new Socket(StoreProxy.loopback(), server)) {
            upstream.setTcpNoDelay(true);
            OutputStream to = new BufferedOutputStream(upstream.getOutputStream(), 1 << 16);
            HttpHead head = request.head().with("Expect").with("Connection", "close");
            to.write(head.with("Transfer-Encoding").bytes());
            to.write(request.body());
            to.flush();
            InputStream from = new BufferedInputStream(upstream.getInputStream(), 1 << 16);
            HttpHead answer = HttpHead.read(from).orElseThrow(() -> new IOException("The server gave no answer"));
            boolean isHead = request.head().first(0).equals("HEAD");
            byte[] body = isHead ? new byte[0] : body(answer, from, true);
            HttpHead plain = answer.with("Connection");
            boolean known =
                    isHead || answer.first(1).equals("204") || answer.first(1).equals("304");
            return new Answer(
                    known
                            ? plain
                            : plain.with("Transfer-Encoding").with("Content-Length", Integer.toString(body.length)),
                    body);
        }
    }

    /** A body of known length, one in chunks, or what comes until the end where an answer says neither. */
    private static byte[] body(HttpHead head, InputStream stream, boolean isAnswer) throws IOException {
        Optional<String> length = head.header("Content-Length");
        if (head.isChunked()) {
            return chunks(stream);
        }
        if (length.isPresent()) {
            int expected = Integer.parseInt(length.get());
            byte[] body = stream.readNBytes(expected);
            if (body.length < expected) {
                throw new IOException("The connection ended within a body");
            }
            return body;
        }
        return isAnswer && !head.first(1).startsWith("204") ? stream.readAllBytes() : new byte[0];
    }

    private static byte[] chunks(InputStream stream) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int length = chunkLength(stream);
        while (length > 0) {
            body.write(stream.readNBytes(length));
            line(stream);
            length = chunkLength(stream);
        }
        while (!line(stream).isEmpty()) {
            // Trailers mean nothing here.
        }
        return body.toByteArray();
    }

    private static int chunkLength(InputStream stream) throws IOException {
        return Integer.parseInt(line(stream).split(";", 2)[0].strip(), 16);
    }

    private static String line(InputStream stream) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = stream.read(); next >= 0 && next != '\n'; next = stream.read()) {
            line.write(next);
        }
        return line.toString(ISO_8859_1).strip();
    }
}
