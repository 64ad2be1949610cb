// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.Id;

/** Which segment an entry stands in, as far as the choice between runs needs it. */
record SegmentRef(String name, Id id, long generation) {}
