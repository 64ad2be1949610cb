// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import dev.varve.e2e.scenario.VarveProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command of {@code varve} in a process with a heap and an environment of its own. Closing it kills the process. */
final class ToolProcess extends VarveProcess {

    private ToolProcess(Path output, String heap, Map<String, String> environment, List<String> arguments)
            throws IOException {
        super(output, List.of("-Xmx" + heap), environment, arguments);
    }

    /** Starts the command; what it prints goes to a file of its own in the directory. */
    static ToolProcess start(Path directory, String heap, Map<String, String> environment, String... arguments)
            throws IOException {
        return new ToolProcess(
                Files.createTempFile(directory, arguments[0] + "-", ".txt"), heap, environment, List.of(arguments));
    }
}
