// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: real brokers, topics with all kinds of records, a real backup, a real restore, and a comparison of every record. Start
 * at {@link dev.varve.tools.demo.Demo}. What is expected is kept by the producing side, never read through Varve.
 */
@NullMarked
package dev.varve.tools.demo;

import org.jspecify.annotations.NullMarked;
