// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Where a command writes: results to standard output, everything else to standard error. Always UTF-8 and newlines, so that
 * results are the same on every machine.
 *
 * @param out results; flushed when the command ends
 * @param err messages, warnings and progress
 */
public record Console(PrintWriter out, PrintWriter err) {

    /** Of this process. */
    public static Console standard() {
        return new Console(writer(FileDescriptor.out), writer(FileDescriptor.err));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        FileOutputStream stream = new FileOutputStream(descriptor);
        return new PrintWriter(new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)));
    }

    /** Prints one line of a result. */
    public void line(String text) {
        out.print(text + "\n");
    }

    /** Prints lines of a result. */
    public void lines(List<String> lines) {
        lines.forEach(this::line);
    }

    /** Prints a result as indented JSON. */
    public void json(JsonMembers members) {
        line(members.toString());
    }

    /** Prints a message to standard error at once, after what was printed so far. */
    public void message(String text) {
        out.flush();
        err.print(text + "\n");
        err.flush();
    }

    public void flush() {
        out.flush();
        err.flush();
    }
}
