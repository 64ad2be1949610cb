// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: a real broker, topics with all kinds of records, a real backup, and a comparison of every record. Start at
 * {@link dev.varve.tools.demo.Demo}. What is expected is kept by the producing side, never read through Varve.
 */
@NullMarked
package dev.varve.tools.demo;

import org.jspecify.annotations.NullMarked;
