// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a whole process cost, by the operating system's account.
 *
 * @param wall seconds from start to end
 * @param cpu user and system seconds
 */
record ProcessCost(double wall, double cpu) {

    /** Runs a command to its end; its output goes to {@code log}. Fails unless it exits with 0. */
    static ProcessCost of(List<String> command, Path log) throws IOException, InterruptedException {
        Path times = Files.createTempFile("times", ".txt");
        List<String> timed = new ArrayList<>(List.of(
                "bash", "-c", "TIMEFORMAT='%R %U %S'; { time \"$@\" >>\"$0\" 2>&1; } 2>" + times, log.toString()));
        timed.addAll(command);
        int exit = new ProcessBuilder(timed).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IOException("Command failed with exit code " + exit + ": " + String.join(" ", command)
                    + ". HINT: its output is in " + log);
        }
        String[] seconds =
                Files.readString(times, StandardCharsets.UTF_8).strip().split(" ", -1);
        Files.delete(times);
        return new ProcessCost(
                Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]));
    }

    ProcessCost minus(ProcessCost start) {
        return new ProcessCost(wall - start.wall, cpu - start.cpu);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "wall %6.2f s  cpu %6.2f s", wall, cpu);
    }
}
