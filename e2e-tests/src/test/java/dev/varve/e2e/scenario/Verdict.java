// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import dev.varve.e2e.scenario.Anomaly.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a comparison has come to.
 *
 * @param place what was read
 * @param records how many were expected and looked for
 * @param partitions of how many partitions
 * @param counts of anomalies; no entry where there is none
 * @param first the first few anomalies of every kind and partition
 */
public record Verdict(String place, long records, int partitions, Map<Kind, Long> counts, List<Anomaly> first) {
    public Verdict {
        counts = Map.copyOf(counts);
        first = List.copyOf(first);
    }

    /** Nothing was compared yet. */
    static Verdict none(String place) {
        return new Verdict(place, 0, 0, Map.of(), List.of());
    }

    public boolean isExact() {
        return counts.isEmpty();
    }

    Verdict plus(Verdict other) {
        Map<Kind, Long> sums = new EnumMap<>(Kind.class);
        Stream.of(counts, other.counts)
                .forEach(each -> each.forEach((kind, count) -> sums.merge(kind, count, Long::sum)));
        List<Anomaly> all = new ArrayList<>(first);
        all.addAll(other.first);
        return new Verdict(place, records + other.records, partitions + other.partitions, sums, all);
    }

    /** One line. */
    public String summary() {
        String found = Stream.of(Kind.values())
                .filter(counts::containsKey)
                .map(kind -> counts.get(kind) + " " + kind)
                .collect(Collectors.joining(", "));
        return place + ": " + records + " records in " + partitions + " partitions, "
                + (isExact() ? "exact: none lost, duplicated, reordered, aborted or altered" : "NOT EXACT: " + found);
    }

    /** Throws an AssertionError with the first anomalies, unless everything is as written. */
    public Verdict requireExact() {
        if (!isExact()) {
            throw new AssertionError(this);
        }
        return this;
    }

    @Override
    public String toString() {
        return Stream.concat(Stream.of(summary()), first.stream().map(each -> "  " + each))
                .collect(Collectors.joining("\n"));
    }
}
