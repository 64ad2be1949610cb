// SPDX-License-Identifier: Apache-2.0
/** A suite of Flink's whose cases are visible in its own package only. */
@NullMarked
package org.apache.flink.core.fs;

import org.jspecify.annotations.NullMarked;
