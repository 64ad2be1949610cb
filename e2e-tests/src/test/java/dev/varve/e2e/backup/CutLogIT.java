// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.ArchivedTopics;
import dev.varve.e2e.scenario.Await;
import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import dev.varve.format.archive.Archive;
import dev.varve.format.catalog.Catalog;
import dev.varve.format.catalog.CatalogOptions;
import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.store.LocalStore;
import dev.varve.localkafka.BrokerConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that is started from an older copy of its data has lost the end of its logs. */
class CutLogIT {

    @Test
    void showsTheOldLogAsOfThenAndTheNewOneNow(@TempDir Path directory, @TempDir Path copies) throws Exception {
        try (TestCluster source = TestCluster.start(BrokerConfig.defaults())) {
            ProducedTopic topic = source.create("cut", 1);
            topic.send(0, 100);
            source.broker().stop();
            source.broker().copyDataTo(copies.resolve("older"));
            source.broker().restart();
            topic.send(0, 50);
            BackupOf backup = BackupOf.topics(source, directory, topic);
            String savepoint;
            try (RunningJob running = backup.start()) {
                backup.archive().awaitAll(topic);
                savepoint = running.stop();
            }
            List<ArchivedRecord> before = topic.expected(0);
            Instant then = Instant.now();

            source.broker().kill();
            source.broker().restoreDataFrom(copies.resolve("older"));
            source.broker().restart();
            topic.forgetFrom(0, 100);
            topic.send(0, 20);
            try (RunningJob running = backup.resume(savepoint)) {
                Await.until(
                        "the cut is noted",
                        () -> !backup.archive()
                                .partition(topic.partition(0))
                                .truncations()
                                .isEmpty());
                topic.send(0, 80);
                backup.archive().awaitAll(topic);
                running.stop();
            }

            assertThat(backup.archive().partition(topic.partition(0)).truncations())
                    .singleElement()
                    .satisfies(cut -> assertThat(cut.divergence()).isEqualTo(100))
                    .satisfies(cut -> assertThat(cut.reached()).isEqualTo(150));
            backup.archive().requireExactly(topic);
            Catalog asOfThen = Catalog.read(
                    Archive.open(new LocalStore(directory), BackupOf.ARCHIVE),
                    CatalogOptions.defaults().withAsOf(then));
            assertThat(ArchivedTopics.difference(asOfThen, topic.partition(0), before))
                    .isEmpty();
        }
    }
}
