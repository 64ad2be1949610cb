package dev.varve.format.catalog;

import java.util.List;

/**
 * What a verification found.
 *
 * @param findings sorted by partition, offset and object; empty if the archive is whole
 * @param catalog the view that was verified; it has the recorded gaps, which are no findings
 * @param segments how many were looked at
 * @param blocks how many were decoded
 * @param records how many were decoded
 * @param bytes how many were read from segments
 */
public record VerifyReport(
        List<Finding> findings, Catalog catalog, long segments, long blocks, long records, long bytes) {

    public VerifyReport {
        findings = List.copyOf(findings);
    }
}
