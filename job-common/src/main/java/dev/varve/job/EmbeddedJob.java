// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** A job that runs in this process, without a Flink cluster. Implementations are found by {@link ServiceLoader}. */
public interface EmbeddedJob {

    /** The command that runs it, such as {@code backup}. */
    String name();

    /** One sentence for the list of commands. */
    String description();

    /**
     * Runs the job until it is done or interrupted. Throws nothing: what went wrong is printed.
     *
     * @param arguments those after the command's name; {@code --help} prints usage
     * @param out for what was asked for, such as help
     * @param messages for progress and errors
     */
    ExitCode run(List<String> arguments, PrintStream out, PrintStream messages);

    /**
     * Where a run with these arguments keeps what it needs to go on, and where its log belongs. Empty if it keeps nothing, or if it
     * would not start: {@link #run} then tells why.
     */
    default Optional<Path> directory(List<String> arguments) {
        return Optional.empty();
    }

    /** The job of a command, if its jar is on the class path. */
    static Optional<EmbeddedJob> find(String name) {
        return ServiceLoader.load(EmbeddedJob.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(job -> job.name().equals(name))
                .findFirst();
    }
}
