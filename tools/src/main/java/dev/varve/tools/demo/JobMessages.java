// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.tools.output.Console;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Shows what a job says, indented below the step of the demo. */
final class JobMessages implements AutoCloseable {
    private final Console console;
    private final PrintStream stream;

    JobMessages(Console console) {
        this.console = console;
        this.stream = new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
    }

    PrintStream stream() {
        return stream;
    }

    @Override
    public void close() {
        stream.close();
    }

    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b == '\n' || b == '\r') {
                end();
            } else {
                line.write(b);
            }
        }

        private void end() {
            String text = line.toString(StandardCharsets.UTF_8).stripTrailing();
            line.reset();
            if (!text.isEmpty()) {
                console.line("      " + text);
                console.flush();
            }
        }

        @Override
        public synchronized void close() {
            end();
        }
    }
}
