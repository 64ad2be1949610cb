// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaAlteration.Op;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the reading of some subtasks by quotas of the broker: what {@link #records} gives takes them most of a minute, two records a
 * second. Only fetching threads wait: their tasks take part in checkpoints all the time. Once lifted, the rest is read at once.
 */
@SuppressWarnings("try")
final class ReadingQuota implements AutoCloseable {
    /** Properties of the source, as YAML in one line. One fetch gives one record. */
    static final String PROPERTIES = "{client.id: held, fetch.max.bytes: 10240}";

    private static final double BYTES_PER_SECOND = 20_480;
    private static final int RECORDS = 120;

    private final String bootstrapServers;
    private final List<ClientQuotaEntity> consumers = new ArrayList<>();

    private ReadingQuota(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** For subtasks of a backup with {@link #PROPERTIES}. */
    static ReadingQuota of(String bootstrapServers, int... subtasks) throws Exception {
        ReadingQuota quota = new ReadingQuota(bootstrapServers);
        for (int subtask : subtasks) {
            quota.consumers.add(
                    new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "held-varve-backup-" + subtask)));
        }
        quota.set(BYTES_PER_SECOND);
        return quota;
    }

    /** Records that no compression makes smaller than a fetch. */
    static List<ProducerRecord<byte[], byte[]>> records(String topic, int partition) {
        Random random = new Random(partition);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = new byte[10_240];
            random.nextBytes(value);
            records.add(new ProducerRecord<>(topic, partition, 1_700_000_000_000L + i, null, value));
        }
        return records;
    }

    void lift() throws Exception {
        set(null);
    }

    private void set(@Nullable Double bytesPerSecond) throws Exception {
        List<Op> operations = List.of(new Op("consumer_byte_rate", bytesPerSecond));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.alterClientQuotas(consumers.stream()
                            .map(consumer -> new ClientQuotaAlteration(consumer, operations))
                            .toList())
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws Exception {
        lift();
    }
}
