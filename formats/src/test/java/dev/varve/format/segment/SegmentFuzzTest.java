// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.varve.format.ArchiveException;
import dev.varve.format.CorruptArchiveException;
import dev.varve.format.UnsupportedFormatException;
import dev.varve.format.record.ArchivedRecord;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Damages segments and reads them. Each is read as it was, or refused with an exception that names object, position and
 * cause; never with another exception, nor with memory beyond what the segment's size explains. Where checksums are
 * repaired after the damage, what no digest protects may differ: offsets in a payload, and entries without records.
 */
class SegmentFuzzTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long SEED = Long.getLong("varve.seed", System.nanoTime());
    private static final long ALLOCATION_ALLOWANCE = 4_000_000;
    private static final long ALLOCATION_PER_BYTE = 60;

    private static int identical;
    private static int refused;

    private final Random random = new Random(SEED);
    private final List<DamagedSegment> segments = new ArrayList<>();

    SegmentFuzzTest() throws IOException {
        for (Map.Entry<String, GoldenSegments> golden : GoldenSegments.all().entrySet()) {
            if (!golden.getKey().equals("numbers.vsg")) {
                segments.add(new DamagedSegment(golden.getValue().bytes()));
            }
        }
    }

    @AfterAll
    static void print() {
        System.out.println("SegmentFuzzTest: -Dvarve.seed=" + SEED + " identical=" + identical + " refused=" + refused);
        assertThat(identical + refused).isGreaterThan(40_000);
    }

    @Test
    void everyByteOutsidePayloadsFlipped() throws Exception {
        for (DamagedSegment segment : segments) {
            for (int position : segment.positionsOutsidePayloads()) {
                for (int flip : new int[] {1 << random.nextInt(8), 1 + random.nextInt(255)}) {
                    byte[] damaged = segment.copy();
                    damaged[position] ^= (byte) flip;
                    check(segment, damaged, "byte " + position + " ^ " + flip);
                }
            }
        }
    }

    @Test
    void everyByteOutsidePayloadsFlippedBehindRightChecksums() throws Exception {
        for (DamagedSegment segment : segments) {
            for (int position : segment.positionsOutsidePayloads()) {
                int flip = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
                byte[] damaged = segment.copy();
                damaged[position] ^= (byte) flip;
                segment.repairChecksums(damaged);
                checkRepaired(segment, damaged, "byte " + position + " ^ " + flip + ", repaired");
            }
        }
    }

    @Test
    void extremeNumbersEverywhereBehindRightChecksums() throws Exception {
        int[] extremes = {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 1, 0x7fff_0000, 1_610_612_736};
        for (DamagedSegment segment : segments) {
            for (int position : segment.positionsOutsidePayloads()) {
                byte[] damaged = segment.copy();
                int value = extremes[random.nextInt(extremes.length)];
                for (int i = 0; i < Integer.BYTES && position + i < damaged.length; i++) {
                    damaged[position + i] = (byte) (value >> (8 * i));
                }
                segment.repairChecksums(damaged);
                checkRepaired(segment, damaged, "number " + value + " at " + position + ", repaired");
            }
        }
    }

    @Test
    void everyByteOfPayloadsFlippedBehindRightChecksums() throws Exception {
        for (DamagedSegment segment : segments) {
            for (int position : segment.positionsInPayloads()) {
                for (int flip : new int[] {1 << random.nextInt(8), 1 + random.nextInt(255)}) {
                    byte[] damaged = segment.copy();
                    damaged[position] ^= (byte) flip;
                    segment.repairChecksums(damaged);
                    checkRepaired(segment, damaged, "payload byte " + position + " ^ " + flip + ", repaired");
                }
            }
        }
    }

    @Test
    void randomDamage() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            DamagedSegment segment = segments.get(random.nextInt(segments.size()));
            long seed = random.nextLong();
            check(segment, segment.damage(new Random(seed)), "damage with seed " + seed);
        }
    }

    @Test
    void randomDamageBehindRightChecksums() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            DamagedSegment segment = segments.get(random.nextInt(segments.size()));
            long seed = random.nextLong();
            byte[] damaged = segment.damage(new Random(seed));
            if (damaged.length == segment.copy().length) {
                segment.repairChecksums(damaged);
            }
            checkRepaired(segment, damaged, "damage with seed " + seed + ", repaired");
        }
    }

    @Test
    void blocksSwappedAndRepeated() throws Exception {
        for (DamagedSegment segment : segments) {
            for (byte[] damaged : segment.withBlocksSwapped()) {
                check(segment, damaged, "blocks swapped");
                segment.repairChecksums(damaged);
                checkRepaired(segment, damaged, "blocks swapped, repaired");
            }
        }
    }

    @Test
    void everyTruncation() throws Exception {
        for (DamagedSegment segment : segments) {
            for (int length = 0; length < segment.copy().length; length += 1 + random.nextInt(3)) {
                check(segment, Arrays.copyOf(segment.copy(), length), "cut to " + length);
            }
        }
    }

    private static void check(DamagedSegment segment, byte[] damaged, String damage) {
        Map<RunEntry, List<ArchivedRecord>> content = read(damaged, damage);
        if (content != null && !content.equals(segment.content())) {
            throw new AssertionError("Wrong content after " + damage + ", -Dvarve.seed=" + SEED);
        }
    }

    private static void checkRepaired(DamagedSegment segment, byte[] damaged, String damage) {
        Map<RunEntry, List<ArchivedRecord>> content = read(damaged, damage);
        if (content != null && !protectedPart(content).equals(protectedPart(segment.content()))) {
            throw new AssertionError("Wrong content after " + damage + ", -Dvarve.seed=" + SEED);
        }
    }

    private static Map<RunEntry, List<ArchivedRecord>> protectedPart(Map<RunEntry, List<ArchivedRecord>> content) {
        Map<RunEntry, List<ArchivedRecord>> part = new LinkedHashMap<>();
        content.forEach((entry, records) -> {
            if (entry.hasBlock()) {
                part.put(
                        entry,
                        records.stream().map(SegmentFuzzTest::withoutOffset).toList());
            }
        });
        return part;
    }

    private static ArchivedRecord withoutOffset(ArchivedRecord record) {
        return new ArchivedRecord(
                0,
                record.timestamp(),
                record.timestampType(),
                record.leaderEpoch(),
                record.key(),
                record.value(),
                record.headers());
    }

    private static @Nullable Map<RunEntry, List<ArchivedRecord>> read(byte[] damaged, String damage) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Map<RunEntry, List<ArchivedRecord>> content = readOrRefuse(damaged, damage);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        if (allocated > ALLOCATION_ALLOWANCE + ALLOCATION_PER_BYTE * damaged.length) {
            throw new AssertionError(allocated + " bytes allocated after " + damage + ", -Dvarve.seed=" + SEED);
        }
        return content;
    }

    private static @Nullable Map<RunEntry, List<ArchivedRecord>> readOrRefuse(byte[] damaged, String damage) {
        try {
            Map<RunEntry, List<ArchivedRecord>> content = TestSegments.read(damaged);
            identical++;
            return content;
        } catch (CorruptArchiveException e) {
            requireFacts(e, e.bytePosition(), e.finding(), damaged.length, damage);
        } catch (UnsupportedFormatException e) {
            requireFacts(e, e.bytePosition(), e.finding(), damaged.length, damage);
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError("Unexpected exception after " + damage + ", -Dvarve.seed=" + SEED, e);
        }
        refused++;
        return null;
    }

    private static void requireFacts(ArchiveException e, long position, String finding, int length, String damage) {
        if (!e.objectName().equals(TestSegments.NAME) || position < 0 || position > length || finding.isBlank()) {
            throw new AssertionError("Missing facts after " + damage + ", -Dvarve.seed=" + SEED, e);
        }
    }
}
