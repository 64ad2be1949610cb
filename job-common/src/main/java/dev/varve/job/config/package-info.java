/**
 * Configuration of the jobs: one YAML file, read strictly, every mistake reported at once with its line.
 *
 * <p>Start at {@link dev.varve.job.config.BackupConfig}. Option keys are declared once, as constants of the noun they describe, and
 * {@code docs/configuration.md} is rendered from the same declarations. The package knows neither Flink nor any store; of Kafka it
 * knows only the names of client settings.
 */
@NullMarked
package dev.varve.job.config;

import org.jspecify.annotations.NullMarked;
