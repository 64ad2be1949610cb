// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.format.OffsetRange;
import dev.varve.format.catalog.GapRange;
import dev.varve.format.catalog.PartitionCatalog;
import dev.varve.tools.listing.Words;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** The gaps and holes of one partition in a range, told in the order of offsets as the records go by. */
final class Interruptions {
    private final Deque<Interruption> ahead;
    private boolean sawHole;

    private Interruptions(List<Interruption> sorted) {
        ahead = new ArrayDeque<>(sorted);
    }

    static Interruptions in(PartitionCatalog partition, OffsetRange range) {
        List<Interruption> all = new ArrayList<>();
        for (GapRange gap : partition.gaps()) {
            if (gap.offsets().overlaps(range)) {
                String text = "Note: gap " + Words.of(gap.offsets()) + " of " + partition.partition() + ", cause "
                        + Words.of(gap.cause());
                all.add(new Interruption(gap.offsets().start(), text, false));
            }
        }
        for (OffsetRange hole : partition.holes()) {
            if (hole.overlaps(range)) {
                String text = "Warning: hole " + Words.of(hole) + " of " + partition.partition()
                        + ", nothing explains it. HINT: varve verify names what is missing";
                all.add(new Interruption(hole.start(), text, true));
            }
        }
        all.sort(Comparator.comparingLong(Interruption::start));
        return new Interruptions(all);
    }

    /** What begins below an offset and was not told before. */
    List<String> before(long offset) {
        List<String> passed = new ArrayList<>();
        while (!ahead.isEmpty() && ahead.getFirst().start() < offset) {
            Interruption next = ahead.removeFirst();
            sawHole |= next.hole();
            passed.add(next.text());
        }
        return passed;
    }

    /** Whether a hole was among what was told. */
    boolean sawHole() {
        return sawHole;
    }

    private record Interruption(long start, String text, boolean hole) {}
}
