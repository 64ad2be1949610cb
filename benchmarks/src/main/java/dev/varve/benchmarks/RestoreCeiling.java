// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares the restore job, parallelism 1 and exactly-once, with the {@link ProducerLoop} into fresh topics of a real broker on the same
 * machine. Every run is a process of its own, which measures its work: the job from before the first segment is opened to its last
 * commit, the loop from before its producer is made to its last commit. Starts, plan and verification are left out.
 *
 * <p>Arguments: rounds (default 3), divisor of the data sets (default 1).
 */
public final class RestoreCeiling {
    private RestoreCeiling() {}

    public static void main(String[] args) throws Exception {
        Workbench.main(args, RestoreCeiling::compare);
    }

    private static void compare(Workbench bench, Dataset dataset, int rounds) throws Exception {
        Path archive = bench.path(dataset.topic());
        bench.backUp(dataset.topic(), archive);
        Ratios rate = new Ratios();
        Ratios cpu = new Ratios();
        for (int round = 0; round < rounds; round++) {
            ProcessCost loop = loop(bench, dataset.named(dataset.topic() + "-loop-" + round));
            ProcessCost varve = varve(bench, archive, dataset, dataset.topic() + "-restore-" + round);
            System.out.println("  loop  " + loop + "   varve  " + varve);
            rate.add(loop.wall(), varve.wall());
            cpu.add(varve.cpu(), loop.cpu());
        }
        System.out.println("  rate of varve / loop " + rate + "   cpu of varve / loop " + cpu);
    }

    private static ProcessCost loop(Workbench bench, Dataset dataset) throws Exception {
        dataset.createTopic(bench.bootstrapServers());
        ProcessCost cost = bench.run(
                ProducerLoop.class,
                bench.bootstrapServers(),
                dataset.topic(),
                Integer.toString(dataset.recordBytes()),
                Long.toString(dataset.recordCount()));
        bench.delete(dataset.topic());
        return cost;
    }

    private static ProcessCost varve(Workbench bench, Path archive, Dataset dataset, String target) throws Exception {
        Path run = Files.createDirectories(bench.path(target));
        Path config = run.resolve("restore.yaml");
        Files.writeString(config, """
                version: 1
                archive: benchmark
                id: %s
                target: {bootstrapServers: "%s"}
                topics: [{source: %s, target: %s}]
                store: {uri: "%s"}
                stateDir: %s
                """.formatted(
                        target,
                        bench.bootstrapServers(),
                        dataset.topic(),
                        target,
                        archive.resolve("store"),
                        run.resolve("state")));
        ProcessCost cost = bench.run(MeasuredJob.class, "restore", config.toString());
        requireAll(bench, dataset, target);
        bench.delete(target);
        Workbench.deleteTree(run);
        return cost;
    }

    /** A rate of something incomplete says nothing. */
    private static void requireAll(Workbench bench, Dataset dataset, String target) throws Exception {
        long found = Dataset.count(bench.bootstrapServers(), target);
        if (found != dataset.recordCount()) {
            throw new IOException("Restored " + found + " of " + dataset.recordCount() + " records");
        }
    }
}
