// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

/**
 * What verification needs to know of one record.
 *
 * @param range index of its range
 * @param hash of its content
 * @param misplaced whether it is not in the partition of its key
 */
public record ReadRecord(int range, long offset, long hash, long recordBytes, boolean misplaced) {}
