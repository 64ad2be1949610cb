// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/** What readers and enumerator tell each other besides what Flink does. Never kept: both ends run the same release. */
sealed interface SplitMessage extends SourceEvent {

    /**
     * From a reader when it starts: all splits that it has. Without it nothing is planned, so that no split is in two places, and one
     * that is in none is noticed.
     */
    record Held(List<byte[]> splits) implements SplitMessage {
        static Held of(List<PartitionSplit> splits) throws IOException {
            return new Held(encode(splits));
        }

        List<PartitionSplit> decode() throws IOException {
            return SplitMessage.decode(splits);
        }
    }

    /** From a reader: these splits are over, and all they gave is durable. Repeated after a restart until acknowledged. */
    record Ended(List<byte[]> splits) implements SplitMessage {
        static Ended of(List<PartitionSplit> splits) throws IOException {
            return new Ended(encode(splits));
        }

        List<PartitionSplit> decode() throws IOException {
            return SplitMessage.decode(splits);
        }
    }

    /**
     * To a reader: the enumerator knows of these ends, and every checkpoint from now on does. Flink delivers it before the barrier of
     * a checkpoint exactly if that checkpoint holds what the enumerator knew when it sent it.
     */
    record EndsKnown(List<String> splitIds) implements SplitMessage {}

    /** To a reader: this topic is no longer there, see for yourself. */
    record Gone(Incarnation topic) implements SplitMessage {}

    /** To a reader: a consumer takes the lower epoch for old news and would wait for ever, so start again and see for yourself. */
    record Replaced(ReplacedLog log) implements SplitMessage {}

    private static List<byte[]> encode(List<PartitionSplit> splits) throws IOException {
        PartitionSplitSerializer serializer = new PartitionSplitSerializer();
        List<byte[]> encoded = new ArrayList<>(splits.size());
        for (PartitionSplit split : splits) {
            encoded.add(serializer.serialize(split));
        }
        return encoded;
    }

    private static List<PartitionSplit> decode(List<byte[]> encoded) throws IOException {
        PartitionSplitSerializer serializer = new PartitionSplitSerializer();
        List<PartitionSplit> splits = new ArrayList<>(encoded.size());
        for (byte[] split : encoded) {
            splits.add(serializer.deserialize(PartitionSplitSerializer.VERSION, split));
        }
        return splits;
    }
}
