// SPDX-License-Identifier: Apache-2.0
/**
 * What scenarios are made of: clusters, topics that know what they were sent, jobs as users run them, and archives as users read them.
 * Start at {@link dev.varve.e2e.scenario.BackupOf}.
 */
@NullMarked
package dev.varve.e2e.scenario;

import org.jspecify.annotations.NullMarked;
