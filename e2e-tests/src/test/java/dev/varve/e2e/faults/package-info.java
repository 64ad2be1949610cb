// SPDX-License-Identifier: Apache-2.0
/**
 * Faults of brokers and stores under running jobs, while a writer goes on: whatever happens, archives and restored topics are exact.
 * Start at {@link dev.varve.e2e.scenario.BackgroundWriter}.
 */
@NullMarked
package dev.varve.e2e.faults;

import org.jspecify.annotations.NullMarked;
