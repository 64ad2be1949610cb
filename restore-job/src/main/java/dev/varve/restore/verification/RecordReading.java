// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.record.RecordHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Turns records into their hashes as they are read. Sees every record; for one thread. */
final class RecordReading implements KafkaRecordDeserializationSchema<ReadRecord> {
    private static final long SEED = 0;

    private final List<ReadRange> ranges;
    private final Map<String, Integer> partitionsByKey;
    private final @Nullable String sourceOffsetHeader;
    private final ReadingSteps steps;

    private transient @Nullable Opened opened;

    /** What lives as long as one attempt of a task. */
    private static final class Opened {
        private final RecordHash hash = new RecordHash(SEED);
        private final Map<TopicPartition, Integer> indexes = new HashMap<>();
        private String topic = "";
        private int partition = -1;
        private int index;
        private int partitionsByKey;

        /** Records come in runs of one partition. */
        void turnTo(String nextTopic, int nextPartition, Map<String, Integer> byKey) {
            if (nextPartition == partition && nextTopic.equals(topic)) {
                return;
            }
            Integer found = indexes.get(new TopicPartition(nextTopic, nextPartition));
            if (found == null) {
                throw new IllegalStateException(
                        "Record of " + nextTopic + "-" + nextPartition + ", which nobody asked for");
            }
            topic = nextTopic;
            partition = nextPartition;
            index = found;
            partitionsByKey = byKey.getOrDefault(nextTopic, 0);
        }
    }

    RecordReading(ReadPlan plan, @Nullable String sourceOffsetHeader, ReadingSteps steps) {
        this.ranges = plan.ranges();
        this.partitionsByKey = plan.partitionsByKey();
        this.sourceOffsetHeader = sourceOffsetHeader;
        this.steps = steps;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        Opened now = new Opened();
        for (int i = 0; i < ranges.size(); i++) {
            now.indexes.put(ranges.get(i).topicPartition(), i);
        }
        opened = now;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ReadRecord> out) {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("Not opened");
        }
        now.turnTo(record.topic(), record.partition(), partitionsByKey);
        byte @Nullable [] key = record.key();
        now.hash.start(record.timestamp());
        long bytes = take(now.hash, key) + take(now.hash, record.value()) + takeHeaders(now.hash, record);
        boolean misplaced = now.partitionsByKey > 0
                && key != null
                && BuiltInPartitioner.partitionForKey(key, now.partitionsByKey) != now.partition;
        steps.read(record.topic(), record.partition(), record.offset());
        out.collect(new ReadRecord(now.index, record.offset(), now.hash.finish(), bytes, misplaced));
    }

    private static long take(RecordHash hash, byte @Nullable [] bytes) {
        if (bytes == null) {
            hash.none();
            return 0;
        }
        hash.bytes(bytes, 0, bytes.length);
        return bytes.length;
    }

    private long takeHeaders(RecordHash hash, ConsumerRecord<byte[], byte[]> record) {
        Header[] headers = record.headers().toArray();
        int ours = lastOf(headers);
        hash.count(ours < 0 ? headers.length : headers.length - 1);
        long bytes = 0;
        for (int i = 0; i < headers.length; i++) {
            if (i != ours) {
                bytes += take(hash, headers[i].key().getBytes(UTF_8));
                bytes += take(hash, headers[i].value());
            }
        }
        return bytes;
    }

    /** The index of the header that the restore has added; -1 if there is none. */
    private int lastOf(Header[] headers) {
        if (sourceOffsetHeader != null) {
            for (int i = headers.length - 1; i >= 0; i--) {
                if (headers[i].key().equals(sourceOffsetHeader)) {
                    return i;
                }
            }
        }
        return -1;
    }

    @Override
    public TypeInformation<ReadRecord> getProducedType() {
        return TypeInformation.of(ReadRecord.class);
    }
}
