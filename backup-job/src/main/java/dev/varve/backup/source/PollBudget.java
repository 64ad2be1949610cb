// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what one poll brings into memory. Kafka's own limits count bytes on the wire; values that compress a thousandfold pass them
 * and fill the heap.
 *
 * <p>Once a poll has given its share, the next record is refused. Kafka's consumer then returns what it has, keeps the record, and
 * offers it again in the next poll; it logs one line at ERROR. The first record of a poll is never refused. For one thread.
 */
final class PollBudget {
    private final long limitBytes;
    private long givenBytes;
    private long keyBytes;

    PollBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** To be called before every poll. */
    void beginPoll() {
        givenBytes = 0;
        keyBytes = 0;
    }

    /** Hands out keys as they lie in memory, valid until the next poll. */
    Deserializer<ByteBuffer> keys() {
        return new Uncopied() {
            @Override
            void count(int bytes) {
                requireRoom(givenBytes);
                keyBytes = bytes;
                givenBytes += bytes;
            }
        };
    }

    /** Hands out values as they lie in memory, valid until the next poll. */
    Deserializer<ByteBuffer> values() {
        return new Uncopied() {
            @Override
            void count(int bytes) {
                requireRoom(givenBytes - keyBytes);
                keyBytes = 0;
                givenBytes += bytes;
            }
        };
    }

    private void requireRoom(long givenBefore) {
        if (givenBefore >= limitBytes) {
            throw new SerializationException("This poll is full: it holds " + givenBefore
                    + " bytes of records. The record comes with the next one; nothing is wrong with it.");
        }
    }

    private abstract static class Uncopied implements Deserializer<ByteBuffer> {
        abstract void count(int bytes);

        @Override
        public @Nullable ByteBuffer deserialize(String topic, Headers headers, @Nullable ByteBuffer data) {
            if (data != null) {
                count(data.remaining());
            }
            return data;
        }

        /** Not called by the consumer, which has buffers. */
        @Override
        public @Nullable ByteBuffer deserialize(String topic, byte @Nullable [] data) {
            throw new UnsupportedOperationException("Kafka hands over buffers");
        }
    }
}
