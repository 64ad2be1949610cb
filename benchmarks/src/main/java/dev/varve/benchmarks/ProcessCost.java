// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the work of a process cost, without its start.
 *
 * @param wall seconds from its beginning to its end
 * @param cpu seconds that all its threads used between
 */
record ProcessCost(double wall, double cpu) {

    /**
     * Runs a main class to its end. Fails unless it exits with 0.
     *
     * @param directory for its output
     * @param arguments of the class; a last one is added, the file in which it is to say what its work cost
     */
    static ProcessCost of(Class<?> main, Path directory, List<String> arguments)
            throws IOException, InterruptedException {
        Path cost = directory.resolve("cost.txt");
        File log = directory.resolve("log.txt").toFile();
        List<String> command = java();
        command.add(main.getName());
        command.addAll(arguments);
        command.add(cost.toString());
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("Command failed with exit code " + exit + ": " + String.join(" ", command)
                    + "\nIts output:\n" + Files.readString(log.toPath()));
        }
        String[] seconds = Files.readString(cost).split(" ", -1);
        Files.delete(cost);
        return new ProcessCost(Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]));
    }

    private static List<String> java() {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String name : List.of("lang", "net", "util", "io", "nio", "time", "util.concurrent")) {
            command.add("--add-opens=java.base/java." + name + "=ALL-UNNAMED");
        }
        command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
        return command;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "wall %6.2f s  cpu %6.2f s", wall, cpu);
    }
}
