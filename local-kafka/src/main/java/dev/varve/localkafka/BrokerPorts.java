// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports of a broker on 127.0.0.1, for clients of the plain listener, for controllers, and by the names of further listeners.
 *
 * <p>They lie below the range from which operating systems take ports for outgoing connections. Otherwise a client that
 * keeps reconnecting to a stopped broker could be given the broker's own port, and the broker could not come back.
 */
record BrokerPorts(int client, int controller, Map<String, Integer> others) {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    BrokerPorts {
        others = Map.copyOf(others);
    }

    /** Ports that nothing listens on at this moment; another process may still take them first. */
    static BrokerPorts free(Collection<ClientListener> listeners) throws IOException {
        Deque<ServerSocket> held = new ArrayDeque<>();
        try {
            Map<String, Integer> others = new HashMap<>();
            for (ClientListener listener : listeners) {
                held.push(listenAnywhere());
                others.put(listener.name(), held.element().getLocalPort());
            }
            held.push(listenAnywhere());
            int controller = held.element().getLocalPort();
            held.push(listenAnywhere());
            return new BrokerPorts(held.element().getLocalPort(), controller, others);
        } finally {
            for (ServerSocket each : held) {
                each.close();
            }
        }
    }

    /** The port of a further listener. */
    int of(String listener) {
        Integer port = others.get(listener);
        if (port == null) {
            throw new IllegalArgumentException("Unknown listener: " + listener + ", the broker has " + others.keySet());
        }
        return port;
    }

    private static ServerSocket listenAnywhere() throws IOException {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            try {
                return new ServerSocket(port, 1, loopback());
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException(
                "Cannot find a free port on 127.0.0.1: tried " + TRIES + " between " + LOWEST + " and " + HIGHEST,
                last);
    }

    static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }
}
