// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.TestChunks;
import dev.varve.format.catalog.SelectedRun;
import dev.varve.format.catalog.TestArchive;
import dev.varve.format.segment.RunEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentOrderTest {
    private final TestChunks chunks = new TestChunks();
    private final SegmentOrder order = new SegmentOrder();

    @Test
    void takesTheSegmentOfTheLargestSplitFirst() {
        order.add(steps(0, run("a", 0, 1)));
        order.add(steps(1, run("b", 0, 5), run("c", 0, 5)));
        order.add(steps(2, run("d", 0, 3)));

        assertThat(visits()).containsExactly("b[1]", "c[1]", "d[2]", "a[0]");
    }

    @Test
    void lettingSmallOnesCatchUpGoesBeforeReadingASegmentTwice() {
        order.add(steps(0, run("loud", 0, 9), run("shared", 0, 9), run("later", 0, 9)));
        order.add(steps(1, run("before", 0, 1), run("shared", 1, 1)));
        order.add(steps(2, run("shared", 1, 1), run("later", 1, 1)));

        assertThat(visits()).containsExactly("loud[0]", "before[1]", "shared[0, 1, 2]", "later[0, 2]");
    }

    @Test
    void readsASegmentTwiceWhenSplitsNeedItInOppositeOrders() {
        order.add(steps(0, run("a", 0, 2), run("b", 0, 2)));
        order.add(steps(1, run("b", 0, 1), run("a", 0, 1)));

        assertThat(visits()).containsExactly("a[0]", "b[0, 1]", "a[1]");
    }

    @Test
    void goesThroughASegmentFromItsStartToItsEnd() {
        order.add(steps(
                0, run("a", 0, 1), run("a", 2, 1), run("a", 2, 1), run("a", 1, 1), run("b", 0, 1), run("a", 3, 1)));

        assertThat(visits()).containsExactly("a[0]", "a[0]", "b[0]", "a[0]");
    }

    @Test
    void visitsEverythingOnceInOrder() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SegmentOrder many = new SegmentOrder();
            Map<SplitSteps, Integer> reached = new LinkedHashMap<>();
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                SelectedRun[] runs = new SelectedRun[1 + random.nextInt(10)];
                for (int j = 0; j < runs.length; j++) {
                    runs[j] = run("s" + random.nextInt(6), random.nextInt(3), 1 + random.nextInt(5));
                }
                SplitSteps steps = steps(i, runs);
                reached.put(steps, 0);
                many.add(steps);
            }
            SegmentVisit visit = many.next();
            while (visit != null) {
                String segment = visit.segment();
                for (SegmentVisit.Part part : visit.parts()) {
                    int from = reached.getOrDefault(part.split(), 0);
                    int to = from + part.steps().size();
                    assertThat(part.steps())
                            .isEqualTo(part.split().all().subList(from, to))
                            .allMatch(step -> step.segment().equals(segment));
                    assertThat(part.isLast()).isEqualTo(to == part.split().all().size());
                    reached.put(part.split(), to);
                }
                visit = many.next();
            }
            reached.forEach(
                    (steps, count) -> assertThat(count).isEqualTo(steps.all().size()));
        }
    }

    private List<String> visits() {
        List<String> visits = new ArrayList<>();
        SegmentVisit visit = order.next();
        while (visit != null) {
            visits.add(visit.segment()
                    + visit.parts().stream()
                            .map(part -> part.split().split().source().partition())
                            .toList());
            visit = order.next();
        }
        return visits;
    }

    /** A run in that block, with so many bytes; {@link #steps} gives it its offsets. */
    private SelectedRun run(String segment, int block, int bytes) {
        TopicPartitionId partition = new TopicPartitionId("orders", new Id(1, 1), 0);
        Chunk chunk = chunks.of(partition, List.of(TestChunks.record(0, 1, 1, new byte[bytes])));
        return new SelectedRun(segment, new RunEntry(partition, chunk.header(), block, 0), new OffsetRange(0, 1));
    }

    private static SplitSteps steps(int partition, SelectedRun... runs) {
        List<SelectedRun> placed = new ArrayList<>();
        for (int i = 0; i < runs.length; i++) {
            placed.add(new SelectedRun(runs[i].segmentName(), runs[i].run(), new OffsetRange(i, i + 1)));
        }
        TopicPartitionId source = new TopicPartitionId("orders", TestArchive.ORDERS.topicId(), partition);
        return SplitSteps.of(TestReader.split(source, 0, runs.length), new OffsetRange(0, runs.length), placed);
    }
}
