// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.format.Id;
import dev.varve.restore.ledger.LedgerLocation;
import dev.varve.restore.target.TargetPolicy;
import dev.varve.restore.target.TargetPolicy.MissingTopic;
import dev.varve.restore.target.TargetPolicy.NonEmptyTopic;
import dev.varve.restore.target.TargetTopics;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the ids of target topics with those that were claimed. For one thread. */
final class TargetIds implements Closeable {
    private static final TargetPolicy NEVER_CHANGES = new TargetPolicy(MissingTopic.FAIL, NonEmptyTopic.FAIL);

    private final LedgerLocation location;
    private @Nullable TargetTopics topics;

    TargetIds(LedgerLocation location) {
        this.location = location;
    }

    /** @throws IOException if a topic was deleted or created again, so that nothing is committed under an id that is gone */
    void requireUnchanged(Map<String, Id> claimed) throws IOException {
        TargetTopics open = topics;
        if (open == null) {
            open = TargetTopics.open(location.clients(), NEVER_CHANGES);
            topics = open;
        }
        Map<String, Id> found = open.topicIds(claimed.keySet());
        for (Map.Entry<String, Id> topic : claimed.entrySet()) {
            if (!topic.getValue().equals(found.get(topic.getKey()))) {
                throw new IOException("Cannot commit to " + topic.getKey()
                        + ": the target topic was deleted or created again meanwhile. The restore starts again and restores it from"
                        + " its beginning");
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (topics != null) {
            topics.close();
        }
    }
}
