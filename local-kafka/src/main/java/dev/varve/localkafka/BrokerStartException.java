// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker's process ended or did not get ready in time. The message ends with what its log says about it: the lines
 * from the first error on, and the last lines.
 */
public final class BrokerStartException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int LINES = 20;

    private final boolean portTaken;

    BrokerStartException(String what, BrokerDirectory directory, List<String> logLines) {
        super("Cannot start the Kafka broker in " + directory.root() + ": " + what + ". From " + directory.log() + ":\n"
                + String.join("\n", excerpt(logLines)));
        this.portTaken = logLines.stream().anyMatch(line -> line.contains("Address already in use"));
    }

    /** A failing broker says much while it shuts down, after the line that matters. */
    private static List<String> excerpt(List<String> lines) {
        int tail = Math.max(0, lines.size() - LINES);
        for (int first = 0; first < tail; first++) {
            if (lines.get(first).contains(" ERROR ")) {
                List<String> both = new ArrayList<>(lines.subList(first, Math.min(first + LINES, tail)));
                both.add("...");
                both.addAll(lines.subList(tail, lines.size()));
                return both;
            }
        }
        return lines.subList(tail, lines.size());
    }

    /** Whether another process listens on one of the broker's ports. */
    public boolean isPortTaken() {
        return portTaken;
    }
}
