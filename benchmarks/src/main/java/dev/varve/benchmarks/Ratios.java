// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured of one side against the other, round by round. */
final class Ratios {
    private final List<Double> ratios = new ArrayList<>();

    void add(double one, double other) {
        ratios.add(one / other);
    }

    /** The median, and the smallest and largest. */
    @Override
    public String toString() {
        double[] sorted =
                ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return String.format(
                Locale.ROOT, "%.2f (%.2f to %.2f)", sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
    }
}
