// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import java.util.List;

/** Topics that the configuration names do not exist, and it says to fail then. */
public final class MissingTopicException extends IOException {
    private final List<String> topics;

    MissingTopicException(List<String> topics) {
        super("Cannot back up topics that do not exist: " + String.join(", ", topics)
                + ". HINT: check the names and the right to describe them, or set onMissingTopic: wait.");
        this.topics = List.copyOf(topics);
    }

    public List<String> topics() {
        return topics;
    }
}
