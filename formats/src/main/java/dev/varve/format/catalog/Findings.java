// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.catalog;

import dev.varve.format.ArchiveException;
import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.UnsupportedFormatException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects findings, each once. Safe for use by several threads. */
final class Findings {
    private static final Comparator<Finding> ORDER = Comparator.comparing(
                    Finding::partition, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Finding::offsets, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Finding::objectName, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Finding::kind)
            .thenComparing(Finding::message);

    private final Set<Finding> found = new LinkedHashSet<>();

    synchronized void add(Finding finding) {
        found.add(finding);
    }

    void addAll(Iterable<Finding> findings) {
        findings.forEach(this::add);
    }

    void add(FindingKind kind, @Nullable String objectName, String message) {
        add(new Finding(kind, null, null, objectName, message));
    }

    /** What was wrong with an object as a whole. */
    void addDamage(FindingKind ofDamage, String objectName, ArchiveException damage) {
        add(kindOf(ofDamage, damage), objectName, String.valueOf(damage.getMessage()));
    }

    static FindingKind kindOf(FindingKind ofDamage, ArchiveException damage) {
        if (damage instanceof UnsupportedFormatException) {
            return FindingKind.UNSUPPORTED_OBJECT;
        }
        return damage instanceof ArchiveMismatchException ? FindingKind.FOREIGN_OBJECT : ofDamage;
    }

    synchronized List<Finding> sorted() {
        List<Finding> sorted = new ArrayList<>(found);
        sorted.sort(ORDER);
        return sorted;
    }
}
