// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

/** Told how far a verification has come. Called by several threads, often; must return quickly. */
@FunctionalInterface
public interface VerifyProgress {
    /** Shows nothing. */
    VerifyProgress NONE = (segmentsDone, segmentsTotal, bytesDone, bytesTotal) -> {};

    void at(long segmentsDone, long segmentsTotal, long bytesDone, long bytesTotal);
}
