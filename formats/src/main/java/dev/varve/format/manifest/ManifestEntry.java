// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import dev.varve.format.segment.SegmentFooter;

/**
 * One segment in a manifest.
 *
 * @param segmentName relative to the archive
 * @param objectLength of the segment in bytes
 * @param footer a copy of its footer
 */
public record ManifestEntry(String segmentName, long objectLength, SegmentFooter footer) {}
