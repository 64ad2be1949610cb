// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Every mistake of one configuration; thrown before anything has been started. Its message never contains a secret. */
public final class InvalidOptionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Begins the source of a mistake that an override caused. */
    static final String OVERRIDE = "--set ";

    private final List<Problem> problems;

    /**
     * Collects mistakes.
     *
     * @param problems at least one, in any order
     */
    public InvalidOptionsException(List<Problem> problems) {
        super(message(problems));
        this.problems = sorted(problems);
    }

    /** The mistakes in the order of their lines, those without a line first, overrides after the file's. */
    public List<Problem> problems() {
        return problems;
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparing(Problem::isOverride))
                .toList();
    }

    private static String message(List<Problem> problems) {
        List<Problem> sorted = sorted(problems);
        return "Invalid configuration: " + (sorted.size() == 1 ? "1 problem" : sorted.size() + " problems")
                + ", nothing was started.\n"
                + sorted.stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }

    /**
     * One mistake.
     *
     * @param source the file's name, or the {@code --set} argument that caused it
     * @param line line in the file from 1, or 0 where the mistake belongs to the whole file or to a {@code --set}
     * @param path key path such as {@code topics[1].pattern}; empty for the file as a whole
     * @param message what is wrong, with facts
     * @param hint what to do next, or empty
     */
    public record Problem(String source, int line, String path, String message, String hint) implements Serializable {
        private boolean isOverride() {
            return source.startsWith(OVERRIDE);
        }

        /** {@code backup.yaml:12: topics[1].patern: Unknown key. HINT: did you mean 'pattern'?} */
        @Override
        public String toString() {
            return source
                    + (line > 0 ? ":" + line : "")
                    + ": "
                    + (path.isEmpty() ? "" : path + ": ")
                    + message
                    + (hint.isEmpty() ? "" : " HINT: " + hint);
        }
    }
}
