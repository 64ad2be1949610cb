// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import dev.varve.format.store.Store;
import dev.varve.job.EmbeddedJob;
import dev.varve.job.ExitCode;
import dev.varve.job.KafkaClients;
import dev.varve.job.check.Checks;
import dev.varve.job.check.StoreChecks;
import dev.varve.job.config.InvalidOptionsException;
import dev.varve.restore.cluster.TargetCluster;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.config.RestoreTarget.Delivery;
import dev.varve.restore.plan.Planner;
import dev.varve.restore.plan.RestorePlan;
import dev.varve.restore.sink.TransactionCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** {@code varve check} with the file of a restore. Writes nothing to the archive and no record to the target. */
public final class RestoreCheck implements EmbeddedJob {
    private static final String ARCHIVE = "archive";
    private static final String LOGIN = "target-login";
    private static final String TRANSACTIONS = "target-transactions";
    private static final String PLAN = "plan";

    @Override
    public String name() {
        return "check-restore";
    }

    @Override
    public String description() {
        return "Tries what a restore needs.";
    }

    /** @param arguments those of {@code restore} */
    @Override
    public ExitCode run(List<String> arguments, PrintStream out, PrintStream messages) {
        List<String> others = new ArrayList<>(arguments);
        boolean json = others.remove("--json");
        RestoreConfig config;
        try {
            RestoreArguments parsed = RestoreArguments.parse(others).getCommand();
            config = parsed.config();
        } catch (CommandLine.ParameterException | InvalidOptionsException e) {
            messages.println("Error: " + e.getMessage());
            return ExitCode.USAGE;
        }
        Checks checks = new Checks();
        boolean readable = checkArchive(config, checks);
        boolean reachable = checkTarget(config, checks);
        if (readable && reachable) {
            checkPlan(config, checks);
        } else {
            checks.skip(PLAN, readable ? LOGIN : "reading the archive");
        }
        return checks.print(json, out);
    }

    private static boolean checkArchive(RestoreConfig config, Checks checks) {
        StoreChecks stores = new StoreChecks(checks);
        Optional<Store> store = stores.open(config.store(), config.archive());
        if (store.isEmpty()) {
            checks.skip(StoreChecks.READ, StoreChecks.LIST);
            checks.skip(ARCHIVE, StoreChecks.LIST);
            return false;
        }
        if (!stores.read(store.get().under(config.archive()))) {
            checks.skip(ARCHIVE, StoreChecks.READ);
            return false;
        }
        return checks.need(
                        ARCHIVE,
                        () -> Planner.open(store.get(), config.archive()),
                        found -> "archive " + config.archive() + " of cluster "
                                + found.identity().sourceClusterId())
                .isPresent();
    }

    private static boolean checkTarget(RestoreConfig config, Checks checks) {
        KafkaClients clients = new KafkaClients(config.target().cluster());
        boolean reachable = checks.that(LOGIN, () -> {
            try (TargetCluster target = new TargetCluster(clients, "varve-check")) {
                String id = target.await(target.admin().describeCluster().clusterId());
                return "cluster " + id + " at " + clients.cluster().bootstrapServers();
            }
        });
        if (config.target().delivery() != Delivery.EXACTLY_ONCE) {
            return reachable;
        }
        if (!reachable) {
            checks.skip(TRANSACTIONS, LOGIN);
            return false;
        }
        checks.that(
                TRANSACTIONS,
                () -> TransactionCheck.run(clients, config.id(), config.target().transactionTimeout()));
        return true;
    }

    private static void checkPlan(RestoreConfig config, Checks checks) {
        List<RestorePlan> made = new ArrayList<>();
        checks.need(PLAN, () -> plan(config, made), text -> text);
        made.forEach(plan -> plan.problems()
                .forEach(problem -> checks.problem(
                        problem.kind().id(),
                        problem.subject() + ": " + problem.message(),
                        problem.hint(),
                        ExitCode.REFUSED)));
    }

    private static String plan(RestoreConfig config, List<RestorePlan> made) throws IOException {
        RestorePlan plan = Planner.plan(config, Clock.systemUTC());
        made.add(plan);
        String found =
                plan.topics().size() + " topics, ledger " + config.target().ledgerTopic();
        return plan.isPossible() ? found : "made, with problems: " + found;
    }
}
