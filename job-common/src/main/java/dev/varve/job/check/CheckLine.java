// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.check;

import dev.varve.job.ExitCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that was tried.
 *
 * @param name stable, for programs
 * @param detail what was found, or why it failed; without line breaks
 * @param hint what to do; null if there is nothing to do
 * @param code {@link ExitCode#DONE}, or what a job that fails for this reason would return
 */
public record CheckLine(
        String name, Status status, String detail, @Nullable String hint, ExitCode code) {
    private static final String HINT = "HINT: ";
    private static final int COLUMN = 22;

    /** How it went. */
    public enum Status {
        OK,
        /** The job works without it, and something will be missing. */
        WARNING,
        FAILED,
        /** Not tried, because of what failed before. */
        SKIPPED
    }

    static CheckLine ok(String name, String detail) {
        return new CheckLine(name, Status.OK, detail, null, ExitCode.DONE);
    }

    static CheckLine skipped(String name, String because) {
        return new CheckLine(name, Status.SKIPPED, "not tried, because " + because + " failed", null, ExitCode.DONE);
    }

    /** @param text may end with a hint */
    static CheckLine told(String name, Status status, String text, ExitCode code) {
        String line = text.replaceAll("\\s+", " ").strip();
        int hint = line.indexOf(HINT);
        return hint < 0
                ? new CheckLine(name, status, line, null, code)
                : new CheckLine(
                        name, status, line.substring(0, hint).strip(), line.substring(hint + HINT.length()), code);
    }

    /** For people: one line, or two with a hint. */
    String text() {
        String first = String.format("%-8s %-" + COLUMN + "s %s", status, name, detail);
        return hint == null ? first : first + System.lineSeparator() + " ".repeat(9) + HINT + hint;
    }

    Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("check", name);
        members.put("status", status.name());
        members.put("detail", detail);
        members.put("hint", hint);
        return members;
    }
}
