// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The ports at which a JobManager is found, also after it was started again. Below the range of outgoing connections, so that a client
 * which keeps reconnecting cannot be given them.
 */
record ClusterPorts(int rpc, int rest) {
    private static final int LOWEST = 15_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 200;

    static ClusterPorts free() throws IOException {
        try (ServerSocket rpc = listen();
                ServerSocket rest = listen()) {
            return new ClusterPorts(rpc.getLocalPort(), rest.getLocalPort());
        }
    }

    private static ServerSocket listen() throws IOException {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES; i++) {
            try {
                return new ServerSocket(
                        ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST),
                        1,
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            } catch (IOException e) {
                last = e;
            }
        }
        throw new IOException("Cannot find a free port on 127.0.0.1", last);
    }
}
