// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The two ports of a broker on 127.0.0.1.
 *
 * <p>They lie below the range from which operating systems take ports for outgoing connections. Otherwise a client that
 * keeps reconnecting to a stopped broker could be given the broker's own port, and the broker could not come back.
 */
record BrokerPorts(int client, int controller) {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    /** Two ports that nothing listens on at this moment; another process may still take them first. */
    static BrokerPorts free() throws IOException {
        try (ServerSocket client = listenAnywhere();
                ServerSocket controller = listenAnywhere()) {
            return new BrokerPorts(client.getLocalPort(), controller.getLocalPort());
        }
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
