/**
 * What the jobs and the tools share beside configuration, stores and checks: Kafka clients, the embedded Flink, exit
 * codes.
 *
 * <p>Start at {@link dev.varve.job.EmbeddedFlink}. The package knows neither backup nor restore.
 */
@NullMarked
package dev.varve.job;

import org.jspecify.annotations.NullMarked;
