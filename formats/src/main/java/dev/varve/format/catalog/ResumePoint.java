// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

/**
 * Where a backup without any state of its own goes on with a partition.
 *
 * @param position next offset to read: the end of what the archive explains. Holes below it are to be read again on their own
 *     ({@link PartitionCatalog#holes})
 * @param leaderEpoch of the last run there; -1 if unknown
 * @param lastReadAt the largest readAt of the partition: what is read next must have a larger one; -1 if there is none
 * @param deleted whether the topic id was seen to no longer exist
 */
public record ResumePoint(long position, int leaderEpoch, long lastReadAt, boolean deleted) {}
