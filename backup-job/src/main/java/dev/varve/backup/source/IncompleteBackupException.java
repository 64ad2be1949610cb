// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import java.util.List;

/** A backup in mode once was read to its end, and the archive does not have all of it. */
public final class IncompleteBackupException extends IOException {
    private final List<String> missing;

    IncompleteBackupException(List<String> missing) {
        super("Cannot call the backup complete, the archive lacks: " + String.join(", ", missing)
                + ". HINT: start it again, it reads what is missing; verify the archive before.");
        this.missing = List.copyOf(missing);
    }

    /** Partitions with ranges of offsets, for people. */
    public List<String> missing() {
        return missing;
    }
}
