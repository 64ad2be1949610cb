// SPDX-License-Identifier: Apache-2.0
/**
 * The whole way round: topics on one broker, an archive, and the same topics on another broker. Start at {@link
 * dev.varve.e2e.scenario.RestoreOf}; the expected side is {@link dev.varve.e2e.scenario.ProducedTopic}, the found side a plain consumer.
 */
@NullMarked
package dev.varve.e2e.restore;

import org.jspecify.annotations.NullMarked;
