// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

/** Whether a split still reads, and why not. The numbers stand in Flink's state. */
enum SplitEnd {
    /** It still reads. */
    OPEN(0),
    /** It has read up to its end. */
    REACHED(1),
    /** Its topic no longer exists. */
    DELETED(2);

    private final int id;

    SplitEnd(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }
}
