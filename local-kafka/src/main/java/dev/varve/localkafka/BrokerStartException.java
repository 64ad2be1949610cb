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
    private static final String PORT_TAKEN = "Address already in use";

    private final boolean portTaken;

    BrokerStartException(String what, BrokerDirectory directory, List<String> logLines) {
        super("Cannot start the Kafka broker in " + directory.root() + ": " + what + ". From " + directory.log() + ":\n"
                + String.join("\n", excerpt(logLines)));
        this.portTaken = first(logLines, PORT_TAKEN) < logLines.size();
    }

    /** A failing broker says much while it shuts down, after the line that matters. */
    private static List<String> excerpt(List<String> lines) {
        int tail = Math.max(0, lines.size() - LINES);
        int first = firstError(lines);
        if (first >= tail) {
            return lines.subList(tail, lines.size());
        }
        List<String> both = new ArrayList<>(lines.subList(first, Math.min(first + LINES, tail)));
        both.add("...");
        both.addAll(lines.subList(tail, lines.size()));
        return both;
    }

    /** The line to begin at; the number of lines if none tells of an error. A slow broker calls slowness an error, too. */
    private static int firstError(List<String> lines) {
        int taken = first(lines, PORT_TAKEN);
        int from = Math.max(0, taken - LINES / 2);
        return taken < lines.size() ? from : first(lines, " ERROR ");
    }

    private static int first(List<String> lines, String text) {
        int first = 0;
        while (first < lines.size() && !lines.get(first).contains(text)) {
            first++;
        }
        return first;
    }

    /** Whether another process listens on one of the broker's ports. */
    public boolean isPortTaken() {
        return portTaken;
    }
}
