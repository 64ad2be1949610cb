// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.restore;

import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.VarveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code varve restore} in a process of its own. */
public final class RestoreProcess extends VarveProcess {

    private RestoreProcess(Path output, String heap, List<String> arguments) throws IOException {
        super(output, List.of("-Xmx" + heap), arguments);
    }

    /** Starts the command; what it prints goes to a file of its own in the archive's directory. */
    public static RestoreProcess start(RestoreOf restore, String... arguments) throws IOException {
        return startInHeap("512m", restore, arguments);
    }

    /** The same in a heap of this size. */
    public static RestoreProcess startInHeap(String heap, RestoreOf restore, String... arguments) throws IOException {
        Path directory = restore.archive().directory();
        Path config = Files.writeString(directory.resolve(restore.id() + ".yaml"), restore.yaml());
        List<String> all = new ArrayList<>(List.of("restore", "--config", config.toString()));
        all.addAll(List.of(arguments));
        return new RestoreProcess(Files.createTempFile(directory, restore.id(), ".txt"), heap, all);
    }
}
