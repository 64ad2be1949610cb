// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import java.util.List;

/**
 * What a verification found.
 *
 * @param findings sorted by partition, offset and object; empty if the archive is whole
 * @param notes what an operator should know although the archive is whole, sorted like findings
 * @param catalog the view that was verified; it has the recorded gaps, which are no findings
 * @param counts how much was looked at
 */
public record VerifyReport(List<Finding> findings, List<Finding> notes, Catalog catalog, Counts counts) {

    /**
     * How much was looked at.
     *
     * @param segments how many segments were opened, or looked for
     * @param blocks how many blocks were decoded
     * @param records how many records were decoded
     * @param bytes the lengths of the segments added up
     * @param pendingSegments how many segments no manifest names yet because they are only just written
     * @param leftovers how many temporary objects of writers and stores there are; known only at full depth
     */
    public record Counts(long segments, long blocks, long records, long bytes, long pendingSegments, long leftovers) {

        Counts withLeftovers(long found) {
            return new Counts(segments, blocks, records, bytes, pendingSegments, found);
        }
    }

    public VerifyReport {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** Whether nothing was found. */
    public boolean isWhole() {
        return findings.isEmpty();
    }
}
