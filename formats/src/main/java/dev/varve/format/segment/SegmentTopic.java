// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.Id;

/** A topic that a segment holds entries of. */
public record SegmentTopic(Id topicId, String topic) {}
