// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.localkafka.KafkaBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Values that compress a thousandfold pass every limit of Kafka's that counts bytes on the wire. */
class PollBudgetIT {
    private static final int VALUES = 400;
    private static final int VALUE_BYTES = 2 << 20;

    @Test
    void readsManyLargeZerosInSmallHeap() throws Exception {
        KafkaBroker broker = SharedBroker.get();
        SourceTopic topic = SourceTopic.create(broker, "zeros", 2);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        byte[] zeros = new byte[VALUE_BYTES];
        for (int i = 0; i < VALUES; i++) {
            byte[] key = i % 3 == 0 ? null : ("k" + i).getBytes(UTF_8);
            records.add(new ProducerRecord<>(topic.name(), i % 2, 0L, key, zeros));
        }
        topic.send(records, Map.of("compression.type", "zstd", "batch.size", 16 << 20, "buffer.memory", 900L << 20));

        Process reader = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SplitReading.class.getName(),
                        broker.bootstrapServers(),
                        topic.name(),
                        topic.partition(0).topicId().hex())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(reader.getInputStream().readAllBytes(), UTF_8);

        assertThat(reader.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.lines().toList()).last().satisfies(line -> {
            String[] words = line.split(" ", -1);
            assertThat(words[0]).isEqualTo("records=" + VALUES);
            assertThat(Long.parseLong(words[1].replace("largestFetch=", "")))
                    .isLessThanOrEqualTo((32L << 20) + VALUE_BYTES + 10);
        });
    }
}
