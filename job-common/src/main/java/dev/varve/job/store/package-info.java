// SPDX-License-Identifier: Apache-2.0
/**
 * The store port on Flink's file systems: every store that a Flink plugin opens, with retries and errors in the words of a user.
 *
 * <p>Start at {@link dev.varve.job.store.FlinkFileStore}. The package knows neither configuration nor Kafka.
 */
@NullMarked
package dev.varve.job.store;

import org.jspecify.annotations.NullMarked;
