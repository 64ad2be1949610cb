// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * Tells the enumerator that a reader has emitted all of some splits, and that what it emitted is before the checkpoint that is being
 * taken. Sent once per split.
 */
public record SplitsWritten(List<String> splitIds) implements SourceEvent {
    public SplitsWritten {
        splitIds = List.copyOf(splitIds);
    }
}
