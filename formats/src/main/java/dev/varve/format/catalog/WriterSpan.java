// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;
import java.time.Instant;

/**
 * One run of a writing program, by its segments.
 *
 * @param segments how many the archive has
 * @param firstCreated creation of its first segment
 * @param lastCreated creation of its last segment
 */
public record WriterSpan(Id writerId, Instant startedAt, long segments, Instant firstCreated, Instant lastCreated) {

    /** For messages. */
    String describe() {
        return "writer " + writerId + " (started " + startedAt + ", " + segments + " segments from " + firstCreated
                + " to " + lastCreated + ")";
    }

    /** Both spans, of the same writer, as one. */
    WriterSpan plus(WriterSpan other) {
        return new WriterSpan(
                writerId,
                startedAt,
                segments + other.segments,
                firstCreated.isBefore(other.firstCreated) ? firstCreated : other.firstCreated,
                lastCreated.isAfter(other.lastCreated) ? lastCreated : other.lastCreated);
    }
}
