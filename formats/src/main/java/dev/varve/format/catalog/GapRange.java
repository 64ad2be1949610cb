// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.block.GapCause;
import java.io.Serializable;

/**
 * Offsets that should be archived and are not, with the recorded cause.
 *
 * @param readAt when the gap was found, in milliseconds since the epoch
 * @param logStart log start offset seen at the source, or -1
 */
public record GapRange(OffsetRange offsets, GapCause cause, long readAt, long logStart) implements Serializable {}
