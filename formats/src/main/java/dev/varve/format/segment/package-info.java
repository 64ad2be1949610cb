/**
 * Segments: the immutable files of an archive, with their blocks and footer. Start at {@link
 * dev.varve.format.segment.SegmentWriter} and {@link dev.varve.format.segment.SegmentReader}. Knows nothing of object
 * names, manifests and catalogs.
 */
@NullMarked
package dev.varve.format.segment;

import org.jspecify.annotations.NullMarked;
