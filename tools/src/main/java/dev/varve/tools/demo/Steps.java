// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import dev.varve.tools.output.Amount;
import dev.varve.tools.output.Console;
import java.time.Duration;

/** Tells which step of the demo is under way and what came of it. */
final class Steps {
    private final Console console;
    private final int total;
    private int number;
    private long began;

    Steps(Console console, int total) {
        this.console = console;
        this.total = total;
    }

    void begin(String what) {
        number++;
        began = System.nanoTime();
        console.line("[" + number + "/" + total + "] " + what);
        console.flush();
    }

    void done(String result) {
        console.line("      " + result + " (" + Amount.duration(Duration.ofNanos(System.nanoTime() - began)) + ")");
        console.flush();
    }

    void verdict(boolean good, Duration took) {
        console.line(
                good
                        ? "The second broker has exactly what was produced to the first. The demo took "
                                + Amount.duration(took) + "."
                        : "What was restored DIFFERS from what was produced; see above.");
    }
}
