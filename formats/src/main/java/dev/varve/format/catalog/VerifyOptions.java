package dev.varve.format.catalog;

/**
 * How thoroughly to verify.
 *
 * @param parallelism how many segments are read at once, at least 1
 */
public record VerifyOptions(Depth depth, int parallelism) {

    /** How much is read. */
    public enum Depth {
        /** Manifests, and header, footer and length of every segment that they name. */
        FOOTERS,
        /** All segments that exist, every block of them decoded and compared with its digests. */
        FULL
    }

    public VerifyOptions {
        if (parallelism < 1) {
            throw new IllegalArgumentException("Invalid parallelism: need at least 1, found: " + parallelism);
        }
    }
}
