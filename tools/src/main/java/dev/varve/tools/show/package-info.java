// SPDX-License-Identifier: Apache-2.0

/**
 * Any file of an archive as text and as JSON: the result of {@code show}. Start at {@link dev.varve.tools.show.ShownFile}. Shows what
 * can be read of a damaged file.
 */
@NullMarked
package dev.varve.tools.show;

import org.jspecify.annotations.NullMarked;
