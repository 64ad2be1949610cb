// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.e2e.stores.S3Operation.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy on 127.0.0.1 in front of an {@link S3Server} or of Azurite, which keeps what was asked of it and can break it. It forwards requests
 * as they were signed, so clients have its address for their endpoint, with path style.
 */
public final class StoreProxy implements AutoCloseable {
    private final int server;
    private final StoreProtocol protocol;
    private final ServerSocket socket;
    private final ExecutorService threads;
    private final Set<Socket> open = Collections.synchronizedSet(new HashSet<>());
    private final List<SeenRequest> seen = new ArrayList<>();
    private Faults faults = Faults.NONE;
    private volatile Gathering gathering = Gathering.none();

    private StoreProxy(int server, StoreProtocol protocol, ServerSocket socket) {
        this.server = server;
        this.protocol = protocol;
        this.socket = socket;
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "store-proxy");
            thread.setDaemon(true);
            return thread;
        });
    }

    public static StoreProxy before(S3Server server) throws IOException {
        return before(server.port(), StoreProtocol.S3);
    }

    /** In front of what listens at a port of this machine. */
    static StoreProxy before(int server, StoreProtocol protocol) throws IOException {
        StoreProxy proxy = new StoreProxy(server, protocol, new ServerSocket(0, 200, loopback()));
        proxy.threads.execute(proxy::accept);
        return proxy;
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            ProxiedRequests requests = new ProxiedRequests(client, server, this);
            while (requests.serveOne()) {
                // The connection lives on.
            }
        } catch (IOException e) {
            // The client or the server has gone, which is for the client to deal with.
        } finally {
            open.remove(client);
        }
    }

    StoreProtocol protocol() {
        return protocol;
    }

    /** Where clients find it. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** What hits requests from now on. */
    public synchronized void inject(Faults next) {
        faults = next;
    }

    /** No more faults. */
    public void heal() {
        inject(Faults.NONE);
    }

    /** What is held back from now on. */
    public void hold(Gathering next) {
        gathering = next;
    }

    void arrived(S3Operation operation, String target) {
        gathering.enter(operation, target);
    }

    synchronized void saw(SeenRequest request) {
        seen.add(request);
    }

    synchronized Optional<Fault> nextFault(S3Operation operation, String path) {
        return faults.next(operation, path);
    }

    /** All requests whose answers have been given, in the order of these. */
    public synchronized List<SeenRequest> requests() {
        return List.copyOf(seen);
    }

    /** Forgets what it has seen so far. */
    public synchronized void forget() {
        seen.clear();
    }

    /** How many requests of each kind it has seen, kinds without requests included. */
    public Map<Kind, Long> counts() {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            counts.put(kind, 0L);
        }
        requests().forEach(request -> counts.merge(request.operation().kind(), 1L, Long::sum));
        return counts;
    }

    /** How many requests of each operation it has seen. */
    public Map<S3Operation, Long> operations() {
        Map<S3Operation, Long> counts = new EnumMap<>(S3Operation.class);
        requests().forEach(request -> counts.merge(request.operation(), 1L, Long::sum));
        return counts;
    }

    /** How many requests were hit. */
    public long faults() {
        return requests().stream()
                .filter(request -> request.fault().isPresent())
                .count();
    }

    /** Bytes that clients were given. */
    public long received() {
        return requests().stream().mapToLong(SeenRequest::received).sum();
    }

    /** Bytes that clients have sent. */
    public long sent() {
        return requests().stream().mapToLong(SeenRequest::sent).sum();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        synchronized (open) {
            for (Socket each : open) {
                each.close();
            }
        }
    }
}
