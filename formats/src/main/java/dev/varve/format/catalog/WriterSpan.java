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
public record WriterSpan(Id writerId, Instant startedAt, long segments, Instant firstCreated, Instant lastCreated) {}
