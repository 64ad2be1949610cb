// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import org.apache.flink.core.fs.BlockLocation;

/**
 * A range of a blob, which is as near to one machine as to any other.
 *
 * @param offset first byte
 * @param length bytes
 */
record BlobLocation(long offset, long length) implements BlockLocation {
    @Override
    public String[] getHosts() {
        return new String[0];
    }

    @Override
    public long getOffset() {
        return offset;
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public int compareTo(BlockLocation other) {
        return Long.compare(offset, other.getOffset());
    }
}
