// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.segment.RunEntry;

/**
 * A run, and the offsets for which it is the one that is read.
 *
 * @param segmentName relative to the archive
 * @param part lies in the run's covered range
 */
public record SelectedRun(String segmentName, RunEntry run, OffsetRange part) {}
