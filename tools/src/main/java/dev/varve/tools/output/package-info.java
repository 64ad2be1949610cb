// SPDX-License-Identifier: Apache-2.0

/**
 * How commands print: JSON, tables, amounts, progress. Start at {@link dev.varve.tools.output.Table}. Knows nothing of archives.
 */
@NullMarked
package dev.varve.tools.output;

import org.jspecify.annotations.NullMarked;
