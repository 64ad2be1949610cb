/**
 * Real Kafka brokers, each in its own process, for the demo, for tests and for benchmarks. Start at {@link
 * dev.varve.localkafka.KafkaBroker}. Knows nothing of archives, Flink or Kafka's client library.
 */
@NullMarked
package dev.varve.localkafka;

import org.jspecify.annotations.NullMarked;
