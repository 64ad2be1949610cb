// SPDX-License-Identifier: Apache-2.0
package dev.varve.benchmarks;

import java.nio.file.Path;

/**
 * Compares the backup job, parallelism 1, with the {@link CeilingLoop} on a real broker on the same machine. Every run is a process of
 * its own, which measures its work from the first records to the last commit; its start is left out on both sides.
 *
 * <p>Arguments: rounds (default 3), divisor of the data sets (default 1).
 */
public final class BackupCeiling {
    private BackupCeiling() {}

    public static void main(String[] args) throws Exception {
        Workbench.main(args, BackupCeiling::compare);
    }

    private static void compare(Workbench bench, Dataset dataset, int rounds) throws Exception {
        Ratios wall = new Ratios();
        Ratios cpu = new Ratios();
        for (int round = 0; round < rounds; round++) {
            Path run = bench.path("run");
            ProcessCost ceiling = bench.run(
                    CeilingLoop.class,
                    bench.bootstrapServers(),
                    dataset.topic(),
                    "1",
                    bench.path("ceiling.zst").toString());
            ProcessCost varve = bench.backUp(dataset.topic(), run);
            Workbench.deleteTree(run);
            System.out.println("  ceiling  " + ceiling + "   varve  " + varve);
            wall.add(varve.wall(), ceiling.wall());
            cpu.add(varve.cpu(), ceiling.cpu());
        }
        System.out.println("  varve / ceiling: wall " + wall + "   cpu " + cpu);
    }
}
