// SPDX-License-Identifier: Apache-2.0
/** Archive to Kafka, as a bounded Flink job. Nothing here yet; knows nothing of the backup job. */
@NullMarked
package dev.varve.restore;

import org.jspecify.annotations.NullMarked;
