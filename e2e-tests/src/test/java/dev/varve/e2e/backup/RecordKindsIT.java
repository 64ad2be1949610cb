// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.e2e.scenario.BackupOf;
import dev.varve.e2e.scenario.KcatReading;
import dev.varve.e2e.scenario.ProducedTopic;
import dev.varve.e2e.scenario.RunningJob;
import dev.varve.e2e.scenario.TestCluster;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of record that Kafka can hold comes out of the archive as it went into Kafka. */
class RecordKindsIT {
    private static final byte[] TEXT = "text".getBytes(UTF_8);
    private static final byte[] @Nullable [] CONTENTS = {null, {}, {0}, TEXT};

    @Test
    void keepsEveryKindOfRecord(@TempDir Path directory) throws Exception {
        TestCluster source = TestCluster.shared();
        ProducedTopic created = source.create("kinds-created", 2);
        ProducedTopic appended = source.create("kinds-appended", 1, Map.of("message.timestamp.type", "LogAppendTime"));
        created.send(ofAllKinds(created));
        created.send(ofAllSizes(created));
        appended.send(ofAllKinds(appended));
        BackupOf backup = BackupOf.topics(source, directory, created, appended);

        try (RunningJob running = backup.start()) {
            backup.archive().awaitAll(created, appended);
            running.stop();
        }

        backup.archive().requireExactly(created, appended);
        backup.archive().requireNoOverlap();
    }

    @Test
    void agreesWithKcat(@TempDir Path directory) throws Exception {
        KcatReading.requireKcat();
        TestCluster source = TestCluster.shared();
        ProducedTopic topic = source.create("kinds-kcat", 2);
        topic.send(ofAllKinds(topic));
        topic.sendAborted(0, 5);
        topic.sendCommitted(0, 5);
        topic.send(1, 10);
        BackupOf backup = BackupOf.topics(source, directory, topic).with("mode: once");

        try (RunningJob running = backup.start()) {
            running.awaitFinish();
        }

        for (int partition = 0; partition < 2; partition++) {
            assertThat(KcatReading.print(backup.archive().records(topic.partition(partition))))
                    .isEqualTo(KcatReading.of(source, topic, partition, directory));
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> ofAllKinds(ProducedTopic topic) {
        long soon = Instant.now().plusSeconds(1800).toEpochMilli();
        long[] timestamps = {0, 1, 86_400_000, 1_700_000_000_000L, soon};
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte @Nullable [] key : CONTENTS) {
            for (byte @Nullable [] value : CONTENTS) {
                long timestamp = timestamps[records.size() % timestamps.length];
                records.add(topic.record(0, timestamp, key, value));
                ProducerRecord<byte[], byte[]> withHeaders = topic.record(0, timestamp, key, value);
                withHeaders
                        .headers()
                        .add("same", TEXT)
                        .add("same", null)
                        .add("", new byte[0])
                        .add("same", TEXT)
                        .add("größe", "ü".getBytes(UTF_8));
                records.add(withHeaders);
            }
        }
        return records;
    }

    /** From 1 byte to 20 MiB, of a kind that does not compress. */
    private static List<ProducerRecord<byte[], byte[]>> ofAllSizes(ProducedTopic topic) {
        Random random = new Random(42);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int size : new int[] {1, 127, 128, 16_384, 262_143, 262_144, 262_145, 5_000_000, 20 << 20, 3}) {
            byte[] value = new byte[size];
            random.nextBytes(value);
            records.add(topic.record(1, 1_700_000_000_000L, null, value));
        }
        return records;
    }
}
