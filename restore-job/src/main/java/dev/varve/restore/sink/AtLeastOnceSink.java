// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.sink;

import dev.varve.restore.source.RestoredRun;
import java.io.IOException;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Each record at least once, through Flink's own KafkaSink. After a failure, records since the last commit are written again. */
public final class AtLeastOnceSink implements Sink<RestoredRun> {
    private final WritingOptions options;

    public AtLeastOnceSink(WritingOptions options) {
        this.options = options;
    }

    @Override
    public SinkWriter<RestoredRun> createWriter(WriterInitContext context) throws IOException {
        Properties properties = new Properties();
        options.producerProperties("varve-restore").forEach((name, value) -> properties.put(name, value.toString()));
        KafkaSink<ProducerRecord<byte[], byte[]>> kafka = KafkaSink.<ProducerRecord<byte[], byte[]>>builder()
                .setBootstrapServers(options.ledger().target().bootstrapServers())
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
                .setRecordSerializer(new AsTheyAre())
                .build();
        return new AtLeastOnceWriter(
                options,
                kafka.createWriter(context),
                context.getProcessingTimeService(),
                new WritingMetrics(context.metricGroup()),
                new TargetIds(options.ledger()));
    }

    /** Records come ready made. */
    private static final class AsTheyAre implements KafkaRecordSerializationSchema<ProducerRecord<byte[], byte[]>> {
        private static final long serialVersionUID = 1L;

        @Override
        public ProducerRecord<byte[], byte[]> serialize(
                ProducerRecord<byte[], byte[]> record, KafkaSinkContext context, Long timestamp) {
            return record;
        }
    }
}
