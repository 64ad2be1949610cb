// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.format.Id;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Tells whether topics are still the ones whose records were read. Safe for use by several threads. */
final class Incarnations {
    /** A broker learns of new and deleted topics a moment after the others. One answer proves nothing. */
    private static final int CONFIRMATIONS = 5;

    private final SourceCluster cluster;

    Incarnations(SourceCluster cluster) {
        this.cluster = cluster;
    }

    /** Those that no longer exist, by several answers in a row. Takes two seconds if there are any. */
    Set<Incarnation> gone(Collection<Incarnation> topics) throws IOException {
        Set<Incarnation> suspects = new HashSet<>(topics);
        for (int i = 0; i < CONFIRMATIONS && !suspects.isEmpty(); i++) {
            if (i > 0) {
                SourceCluster.pause();
            }
            Map<String, Id> current = cluster.topicIds(SourceCluster.names(suspects));
            suspects.removeIf(topic -> lives(topic, current));
        }
        return suspects;
    }

    /**
     * Makes sure that no topic was deleted and created again. A topic that is gone altogether passes: its records cannot come from
     * another one.
     *
     * @throws RecreatedTopicException if one was
     */
    void requireNotRecreated(Collection<Incarnation> topics) throws IOException {
        if (topics.isEmpty()) {
            return;
        }
        Map<String, Id> current = cluster.topicIds(SourceCluster.names(topics));
        for (Incarnation topic : topics) {
            Id found = current.get(topic.topic());
            if (found != null && !topic.is(found)) {
                throw new RecreatedTopicException(topic.topic(), topic.topicId(), found);
            }
        }
    }

    private static boolean lives(Incarnation topic, Map<String, Id> current) {
        Id found = current.get(topic.topic());
        return found != null && topic.is(found);
    }
}
