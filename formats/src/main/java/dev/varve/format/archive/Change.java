// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object that alters how older objects are read (FORMAT.md section 5). */
public sealed interface Change {

    /** When the change was made, by the clock of who made it. */
    Instant created();

    /** Why, for people. */
    String reason();

    /** The {@code kind} member. */
    String kind();

    /**
     * Offsets of one partition.
     *
     * @param topicId of the topic's incarnation
     */
    record Range(Id topicId, int partition, OffsetRange offsets) {}

    /**
     * Segments were rewritten: entries of the removed ones do not exist.
     *
     * @param removed ids of segments
     * @param added names of segments
     */
    record Replace(Instant created, String reason, List<Id> removed, List<String> added) implements Change {
        public Replace {
            removed = List.copyOf(removed);
            added = List.copyOf(added);
        }

        static final String KIND = "replace";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /**
     * Segments were dropped because they are old: the ranges are neither covered nor holes.
     *
     * @param removed ids of segments
     */
    record Expire(Instant created, String reason, List<Id> removed, List<Range> ranges) implements Change {
        public Expire {
            removed = List.copyOf(removed);
            ranges = List.copyOf(ranges);
        }

        static final String KIND = "expire";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /** Records in the ranges are never returned; the coverage stays. */
    record Erase(Instant created, String reason, List<Range> ranges) implements Change {
        public Erase {
            ranges = List.copyOf(ranges);
        }

        static final String KIND = "erase";

        @Override
        public String kind() {
            return KIND;
        }
    }

    /**
     * Nothing may be deleted. Without effect on reading.
     *
     * @param until null for as long as the change exists
     */
    record Hold(
            Instant created,
            String reason,
            String name,
            @Nullable Instant until) implements Change {
        static final String KIND = "hold";

        @Override
        public String kind() {
            return KIND;
        }
    }
}
