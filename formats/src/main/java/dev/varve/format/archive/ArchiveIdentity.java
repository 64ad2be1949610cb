// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.Id;
import java.time.Instant;

/**
 * Who an archive is, and which cluster it belongs to.
 *
 * @param archiveId random, chosen at the first start
 * @param pathScheme how objects are named; 1 is FORMAT.md section 4
 * @param sourceClusterId the source's {@code cluster.id}
 * @param created when, by the writer's clock
 * @param writer the program that created it, for people
 */
public record ArchiveIdentity(Id archiveId, int pathScheme, String sourceClusterId, Instant created, String writer) {
    static final int PATH_SCHEME = 1;
}
