// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;

/** Which segment an entry stands in, and what of it the choice between runs needs. */
record SegmentRef(String name, Id id, Id writerId, long generation) {}
