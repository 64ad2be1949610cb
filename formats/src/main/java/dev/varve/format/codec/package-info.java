/**
 * Bytes: compression, checksums, and strict reading and writing of little-endian fields. Start at {@link
 * dev.varve.format.codec.Compressor}. Knows nothing of what the bytes mean.
 */
@NullMarked
package dev.varve.format.codec;

import org.jspecify.annotations.NullMarked;
