// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.VarveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code varve backup} in a process of its own. */
public final class BackupProcess extends VarveProcess {

    private BackupProcess(Path config, Path output, List<String> jvmOptions) throws IOException {
        super(output, jvmOptions, List.of("backup", "--config", config.toString()));
    }

    /** Starts the command; what it and those before it print goes to a file in the backup's directory. */
    public static BackupProcess start(BackupOf backup, String... jvmOptions) throws IOException {
        Path config = Files.writeString(backup.directory().resolve("backup.yaml"), backup.yaml());
        return new BackupProcess(config, backup.directory().resolve("output.txt"), List.of(jvmOptions));
    }

    /** Waits until it has ended by itself; it must have succeeded. */
    void awaitDone() throws Exception {
        awaitExit(0);
    }
}
