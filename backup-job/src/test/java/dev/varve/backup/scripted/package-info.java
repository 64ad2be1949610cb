// SPDX-License-Identifier: Apache-2.0
/** A source that emits chunks by a script, so that the sink can be tested without Kafka. Start at {@code ScriptedSource}. */
@NullMarked
package dev.varve.backup.scripted;

import org.jspecify.annotations.NullMarked;
