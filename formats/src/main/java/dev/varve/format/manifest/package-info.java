/**
 * Manifests (FORMAT.md section 10): copies of the footers of the segments that one commit published.
 *
 * <p>Start at {@link dev.varve.format.manifest.ManifestWriter} and {@link dev.varve.format.manifest.ManifestReader}.
 */
@NullMarked
package dev.varve.format.manifest;

import org.jspecify.annotations.NullMarked;
