// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import dev.varve.format.record.ContentDigest;

/**
 * What a range of a target partition holds, as it was read back.
 *
 * @param recordBytes keys, values, header keys and header values added up, without the source offset header
 * @param firstOffset of the first record; -1 if there is none
 * @param lastOffset of the last record; -1 if there is none
 * @param misplaced how many records are not in the partition of their key
 */
public record PartitionContent(
        ContentDigest content, long recordBytes, long firstOffset, long lastOffset, long misplaced) {
    /** Of no records. */
    public static final PartitionContent NOTHING = new PartitionContent(ContentDigest.EMPTY, 0, -1, -1, 0);
}
