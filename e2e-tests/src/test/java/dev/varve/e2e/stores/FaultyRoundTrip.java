// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackgroundWriter;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RestoreOf;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.e2e.scenario.WrittenTopics;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A backup and a restore, in this process, through a store that fails by seed. Archive and target are compared with what producers have
 * written.
 *
 * @param proxy in front of the store; the file system of this process has its address
 * @param store where the archive comes, in a folder of its own
 * @param directory for state
 * @param name of topic, folder and restore
 */
record FaultyRoundTrip(StoreProxy proxy, URI store, Path directory, String name, long seed) {
    private static final int ENOUGH = 30;

    /** Ask again, and it works. */
    private static final Fault[] PASSING = {
        Fault.SERVER_ERROR, Fault.SLOW_DOWN, Fault.RESET, Fault.DELAY, Fault.TRUNCATED, Fault.LOST_ANSWER
    };

    void run() throws Exception {
        System.out.println("Faults of a store: " + name + ", seed " + seed);
        ProducedTopic topic = TestCluster.shared().create(name, 3);
        BackupOf backup = BackupOf.topics(TestCluster.shared(), directory, topic)
                .storedAt(URI.create(store + "/" + name), Map.of())
                .with("segment: {blockSize: 4KiB}");
        WrittenTopics written = backUp(backup, topic);
        restore(backup);
        System.out.println(written.check(TestCluster.target()).requireExact().summary() + ", restored through " + hits()
                + ", seed " + seed);
    }

    private WrittenTopics backUp(BackupOf backup, ProducedTopic topic) throws Exception {
        try (BackgroundWriter writer = BackgroundWriter.start(TestCluster.shared(), seed, topic);
                RunningJob running = backup.start()) {
            running.awaitCheckpoints(1);
            proxy.inject(Faults.random(seed, 80, PASSING));
            awaitHits(running, PASSING);
            proxy.inject(Faults.random(seed, 30, Fault.FORBIDDEN, Fault.NOT_FOUND));
            awaitHits(running, Fault.FORBIDDEN, Fault.NOT_FOUND);
            writer.awaitMore(50);
            proxy.heal();
            return finish(backup, writer, running);
        }
    }

    /** The job may have used up its restarts, with a reason that it has told. Another one goes on from the archive. */
    private WrittenTopics finish(BackupOf backup, BackgroundWriter writer, RunningJob running) throws Exception {
        Map<Fault, Long> hits = hits();
        WrittenTopics written = writer.stop();
        if (running.status().isGloballyTerminalState()) {
            System.out.println("The backup has ended: " + running.status() + ", started again");
            try (RunningJob another = backup.start()) {
                written.awaitArchived(backup.archive());
                another.stop();
            }
        } else {
            written.awaitArchived(backup.archive());
            running.stop();
        }
        System.out.println(written.check(backup.archive()).requireExact().summary() + ", archived through " + hits
                + ", restarts " + running.restarts());
        backup.archive().requireWhole();
        return written;
    }

    private void restore(BackupOf backup) throws Exception {
        proxy.forget();
        RestoreOf restore = RestoreOf.archive(backup, TestCluster.target(), name);
        proxy.inject(Faults.random(seed, 150, PASSING));
        for (int attempt = 1; ; attempt++) {
            try (RunningJob running = restore.start()) {
                running.awaitFinish();
                return;
            } catch (Exception e) {
                assertThat(attempt).as("attempts, the last ended with " + e).isLessThan(5);
                System.out.println("The restore has ended: " + e);
            }
        }
    }

    /** Waits until each of these faults has hit, or the job has ended. */
    private void awaitHits(RunningJob running, Fault... faults) throws Exception {
        long before = proxy.faults();
        Await.until(
                "hit by each of " + List.of(faults),
                () -> (hits().keySet().containsAll(Set.of(faults)) && proxy.faults() - before >= ENOUGH / 2)
                        || running.status().isGloballyTerminalState());
    }

    private Map<Fault, Long> hits() {
        return proxy.requests().stream()
                .flatMap(request -> request.fault().stream())
                .collect(Collectors.groupingBy(fault -> fault, TreeMap::new, Collectors.counting()));
    }
}
