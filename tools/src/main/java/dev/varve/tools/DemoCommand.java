// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import dev.varve.job.ExitCode;
import dev.varve.tools.demo.Demo;
import dev.varve.tools.output.Console;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code varve demo} */
@Command(
        name = "demo",
        header = "Run a backup, a disaster and a restore on this machine.",
        description = {
            "Starts a real Kafka broker, fills topics with all kinds of records, backs them up with the real job, verifies the "
                    + "archive, deletes the topics, restores them to a second broker and compares every record there with what "
                    + "was produced.",
            "Needs nothing but this machine; ends what it started and deletes its files."
        })
final class DemoCommand implements VarveCommand {
    private final Console console;

    @Option(
            names = "--keep",
            description = "Leave both brokers and the archive to play with, and print how to reach them.")
    private boolean keep;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "100000",
            description =
                    "How many records to produce, at least " + Demo.FEWEST_RECORDS + "; default ${DEFAULT-VALUE}.")
    private int records;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public List<ExitCode> ownExitCodes() {
        return List.of();
    }

    @Override
    public List<String> examples() {
        return List.of("demo", "demo --keep --records 1000000");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (records < Demo.FEWEST_RECORDS) {
            throw new UsageException(
                    "Invalid number of records: " + records, "give --records " + Demo.FEWEST_RECORDS + " or more");
        }
        Demo demo = new Demo(
                console,
                BackupCommand.job(),
                RestoreRequest.job("restore"),
                records,
                keep ? Demo.After.KEEP : Demo.After.CLEAN_UP);
        return (demo.run() ? ExitCode.DONE : ExitCode.FAILED).code();
    }
}
