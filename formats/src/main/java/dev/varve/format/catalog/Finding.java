// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with an archive, or that an operator should know.
 *
 * @param partition whose offsets are concerned; null if it is not known or concerns none
 * @param offsets which offsets; null if unknown or none
 * @param objectName the object concerned, relative to the archive; null if there is none
 * @param message a sentence that names what was expected and what was found
 */
public record Finding(
        FindingKind kind,
        @Nullable TopicPartitionId partition,
        @Nullable OffsetRange offsets,
        @Nullable String objectName,
        String message) {}
