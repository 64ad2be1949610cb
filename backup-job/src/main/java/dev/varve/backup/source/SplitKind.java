// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

/** What a split reads. The numbers stand in Flink's state. */
enum SplitKind {
    /** The partition, from where the archive ends. */
    MAIN(1),
    /** A range that the archive lacks and that lies before its end. */
    HOLE(2);

    private final int id;

    SplitKind(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }
}
