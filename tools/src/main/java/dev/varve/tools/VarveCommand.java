// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;

/** A subcommand of {@code varve}. Its help shows what it declares here. */
interface VarveCommand extends Callable<Integer> {

    /** The exit codes that this command has beside {@link ExitCode#FAILED}, {@link ExitCode#USAGE} and {@link ExitCode#INTERRUPTED}. */
    List<ExitCode> ownExitCodes();

    /** Command lines without {@code varve}. */
    List<String> examples();
}
