// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import dev.varve.backup.source.SourceChecks;
import dev.varve.format.store.Store;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.check.Checks;
import dev.varve.job.check.StoreChecks;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.config.InvalidOptionsException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** {@code varve check} with the file of a backup. */
public final class BackupCheck implements EmbeddedJob {
    @Override
    public String name() {
        return "check-backup";
    }

    @Override
    public String description() {
        return "Tries what a backup needs.";
    }

    /** @param arguments those of {@code backup}, and {@code --json} */
    @Override
    public ExitCode run(List<String> arguments, PrintStream out, PrintStream messages) {
        List<String> others = new ArrayList<>(arguments);
        boolean json = others.remove("--json");
        BackupConfig config;
        try {
            BackupArguments parsed = BackupArguments.parse(others).getCommand();
            config = parsed.config();
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            messages.println("Error: " + e.getMessage());
            return ExitCode.USAGE;
        }
        Checks checks = new Checks();
        StoreChecks stores = new StoreChecks(checks);
        Optional<Store> store = stores.open(config.store(), config.archive());
        if (store.isPresent()) {
            stores.write(store.get().under(config.archive()), Clock.systemUTC());
        } else {
            checks.skip(StoreChecks.WRITE, StoreChecks.LIST);
            checks.skip(StoreChecks.READ, StoreChecks.LIST);
        }
        new SourceChecks(config, checks).run(store.orElse(null));
        return checks.print(json, out);
    }
}
