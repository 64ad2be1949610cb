// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the broker acknowledged of one topic: per partition the offsets in order, and which record stands there. Takes 20 bytes
 * per record, since records can be made again from their number. Safe for use by several threads.
 */
final class ExpectedRecords {
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private long bytes;

    ExpectedRecords(int partitions) {
        for (int i = 0; i < partitions; i++) {
            this.partitions.put(i, new Partition());
        }
    }

    /**
     * @param number the record's number in its topic
     * @param timestamp as acknowledged by the broker
     */
    synchronized void add(int number, SampleRecord record, long offset, long timestamp) {
        bytes += record.bytes();
        partition(record.partition()).add(number, offset, timestamp);
    }

    synchronized Partition partition(int partition) {
        Partition found = partitions.get(partition);
        if (found == null) {
            throw new IllegalArgumentException("Invalid partition: " + partition);
        }
        return found;
    }

    synchronized int partitionCount() {
        return partitions.size();
    }

    synchronized long recordCount() {
        return partitions.values().stream().mapToLong(Partition::count).sum();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Records of one partition by rising offset. */
    static final class Partition {
        private int[] numbers = new int[64];
        private long[] offsets = new long[64];
        private long[] timestamps = new long[64];
        private int count;

        private void add(int number, long offset, long timestamp) {
            if (count > 0 && offset <= offsets[count - 1]) {
                throw new IllegalStateException(
                        "Acknowledgements out of order: offset " + offset + " after " + offsets[count - 1]);
            }
            if (count == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count);
                timestamps = Arrays.copyOf(timestamps, 2 * count);
            }
            numbers[count] = number;
            offsets[count] = offset;
            timestamps[count] = timestamp;
            count++;
        }

        int count() {
            return count;
        }

        int number(int index) {
            return numbers[index];
        }

        long offset(int index) {
            return offsets[index];
        }

        long timestamp(int index) {
            return timestamps[index];
        }
    }
}
