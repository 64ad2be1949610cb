// SPDX-License-Identifier: Apache-2.0
/**
 * What a restore is asked to do: {@code restore.yaml}, read strictly. Start at {@link dev.varve.restore.config.RestoreConfig}. Knows
 * neither the archive nor the target.
 */
@NullMarked
package dev.varve.restore.config;

import org.jspecify.annotations.NullMarked;
