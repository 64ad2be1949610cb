// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.Id;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.record.ArchivedRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A whole segment, and ways to damage copies of it. */
final class DamagedSegment {

    private static final int BLOCK_PAYLOAD_CRC = 76;
    private static final int ENTRY_PAYLOAD_CRC = 20;

    private final byte[] whole;
    private final SegmentFooter footer;
    private final Map<RunEntry, List<ArchivedRecord>> content;

    DamagedSegment(byte[] whole) throws IOException {
        this.whole = whole;
        footer = TestSegments.footer(whole);
        content = TestSegments.read(whole);
    }

    byte[] copy() {
        return whole.clone();
    }

    Map<RunEntry, List<ArchivedRecord>> content() {
        return content;
    }

    /** Positions in header, block headers, footer and trailer. */
    List<Integer> positionsOutsidePayloads() {
        List<Integer> positions = new ArrayList<>();
        List<Integer> inPayloads = positionsInPayloads();
        int next = 0;
        for (int i = 0; i < whole.length; i++) {
            if (next < inPayloads.size() && inPayloads.get(next) == i) {
                next++;
            } else {
                positions.add(i);
            }
        }
        return positions;
    }

    List<Integer> positionsInPayloads() {
        List<Integer> positions = new ArrayList<>();
        for (BlockEntry block : footer.blocks()) {
            for (long i = block.position() + block.headerLength(); i < block.end(); i++) {
                positions.add((int) i);
            }
        }
        return positions;
    }

    /** Makes every checksum right, as if writer and damage were one; for copies of the same length. */
    void repairChecksums(byte[] damaged) {
        put(damaged, SegmentHeader.LENGTH - Integer.BYTES, 0, SegmentHeader.LENGTH - Integer.BYTES);
        int entry = (int) footer.position() + FooterBuilder.FIXED_LENGTH;
        for (SegmentTopic topic : footer.topics()) {
            entry += Id.LENGTH + Short.BYTES + topic.topic().getBytes(StandardCharsets.UTF_8).length;
        }
        for (BlockEntry block : footer.blocks()) {
            int start = (int) block.position();
            int payload = start + block.headerLength();
            put(damaged, start + BLOCK_PAYLOAD_CRC, payload, block.storedLength());
            put(damaged, entry + ENTRY_PAYLOAD_CRC, payload, block.storedLength());
            put(damaged, payload - Integer.BYTES, start, block.headerLength() - Integer.BYTES);
            entry += FooterBuilder.BLOCK_ENTRY_LENGTH;
        }
        int trailer = damaged.length - SegmentTrailer.LENGTH;
        put(damaged, trailer + 12, (int) footer.position(), trailer - (int) footer.position());
        put(damaged, trailer + 20, trailer, 20);
    }

    private static void put(byte[] bytes, int target, int position, int length) {
        SegmentFooterTest.put(bytes, target, Crc32c.of(bytes, position, length));
    }

    /** One or a few of: flip, overwrite, cut, extend, swap, repeat. */
    byte[] damage(Random random) {
        byte[] bytes = copy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = 1 + random.nextInt(Math.min(300, bytes.length));
            int end = Math.min(bytes.length, at + length);
            switch (random.nextInt(7)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> Arrays.fill(bytes, at, end, (byte) random.nextInt(256));
                case 2 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + length);
                case 4 -> move(bytes, at, random.nextInt(bytes.length), length);
                case 5 -> bytes = without(bytes, at, end);
                default -> bytes = repeated(bytes, at, end);
            }
        }
        return bytes;
    }

    private static void move(byte[] bytes, int from, int to, int length) {
        int moved = Math.min(length, bytes.length - Math.max(from, to));
        byte[] kept = Arrays.copyOfRange(bytes, to, to + moved);
        System.arraycopy(bytes, from, bytes, to, moved);
        System.arraycopy(kept, 0, bytes, from, moved);
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] shorter = new byte[Math.max(1, bytes.length - (to - from))];
        System.arraycopy(bytes, 0, shorter, 0, Math.min(from, shorter.length));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }

    private static byte[] repeated(byte[] bytes, int from, int to) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + to - from);
        System.arraycopy(bytes, from, longer, to, bytes.length - from);
        return longer;
    }

    /** Each block put in the place of each other one, swapped where the lengths allow it. */
    List<byte[]> withBlocksSwapped() {
        List<byte[]> results = new ArrayList<>();
        for (BlockEntry one : footer.blocks()) {
            for (BlockEntry other : footer.blocks()) {
                byte[] bytes = copy();
                int length = (int) Math.min(one.length(), other.length());
                System.arraycopy(whole, (int) one.position(), bytes, (int) other.position(), length);
                results.add(bytes.clone());
                System.arraycopy(whole, (int) other.position(), bytes, (int) one.position(), length);
                results.add(bytes);
            }
        }
        return results;
    }
}
