// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import java.io.IOException;

/**
 * A topic was deleted and created again while it was read, so that it is unknown which of the two gave the last records. They are
 * dropped; after the restart the old topic ends and the new one is read from its beginning.
 */
public final class RecreatedTopicException extends IOException {
    private final String topic;
    private final String expected;
    private final String found;

    RecreatedTopicException(String topic, Id expected, Id found) {
        super("Cannot commit records of topic " + topic + ": it was deleted and created again, topic id expected "
                + expected.base64() + ", found " + found.base64()
                + ". The job restarts by itself, ends the old topic and reads the new one from its beginning.");
        this.topic = topic;
        this.expected = expected.base64();
        this.found = found.base64();
    }

    public String topic() {
        return topic;
    }

    /** The topic id that was read, in base64. */
    public String expected() {
        return expected;
    }

    /** The topic id that is there now, in base64. */
    public String found() {
        return found;
    }
}
