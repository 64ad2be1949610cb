// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

/**
 * The source's log was cut back.
 *
 * @param divergence first offset that differs
 * @param reached the position that had been reached
 * @param leaderEpoch the new leader epoch
 * @param readAt when it was noticed, in milliseconds since the epoch
 */
public record Truncation(long divergence, long reached, int leaderEpoch, long readAt) {}
