// SPDX-License-Identifier: Apache-2.0

/**
 * The {@code varve} command line. Start at {@link dev.varve.tools.Varve}: one class per command. Jobs are found by
 * {@link java.util.ServiceLoader}, so nothing here depends on one.
 */
@NullMarked
package dev.varve.tools;

import org.jspecify.annotations.NullMarked;
