// SPDX-License-Identifier: Apache-2.0

/**
 * What an archive holds, as text and as JSON: the result of {@code list}. Start at {@link dev.varve.tools.listing.ArchiveListing}.
 * Knows nothing of the command line.
 */
@NullMarked
package dev.varve.tools.listing;

import org.jspecify.annotations.NullMarked;
