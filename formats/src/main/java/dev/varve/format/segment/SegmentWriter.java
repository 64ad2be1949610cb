// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.segment;

import dev.varve.format.FormatLimits;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.block.BlockEncoder;
import dev.varve.format.block.BlockHeader;
import dev.varve.format.block.Chunk;
import dev.varve.format.block.OpenRun;
import dev.varve.format.codec.Compressor;
import dev.varve.format.codec.FieldWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes one segment: FORMAT.md, sections 6 to 9. Chunks wait per partition until they fill a block, the budget is used
 * up, or the segment is finished; what then remains is packed into blocks that partitions of a topic share.
 *
 * <p>Call {@link #add} any number of times, {@link #finish} once, and {@link #close} in any case. After an exception
 * nothing but {@link #close} may be called. For one thread.
 */
public final class SegmentWriter implements Closeable {

    private static final Comparator<PartitionBuffer> LARGEST_FIRST = Comparator.comparingLong(
                    PartitionBuffer::payloadBytes)
            .reversed()
            .thenComparingInt(buffer -> buffer.partition().partition());

    private final OutputStream out;
    private final SegmentIdentity identity;
    private final SegmentOptions options;
    private final BufferBudget budget;
    private final BlockEncoder encoder;
    private final FooterBuilder footer = new FooterBuilder();
    private final Map<TopicPartitionId, PartitionBuffer> partitions = new LinkedHashMap<>();

    private @Nullable SegmentTopic owner;
    private long position;
    private long bufferedBytes;
    private long recordCount;
    private boolean usable = true;

    /**
     * Begins a segment; writes nothing yet.
     *
     * @param out positioned at its start; flushed by {@link #finish}, never closed
     * @param compressor shared with other writers of the thread; not closed
     * @param budget shared with other writers of the thread
     */
    public SegmentWriter(
            OutputStream out,
            SegmentIdentity identity,
            Compressor compressor,
            SegmentOptions options,
            BufferBudget budget) {
        this.out = out;
        this.identity = identity;
        this.options = options;
        this.budget = budget;
        encoder = new BlockEncoder(compressor, identity.segmentId());
        budget.register(this);
    }

    public SegmentIdentity identity() {
        return identity;
    }

    /**
     * Takes a chunk; chunks of one partition in the order in which their entries shall stand.
     *
     * @throws IOException if writing fails, here or, when the budget is used up, in another writer that shares it
     * @throws IllegalArgumentException if a segment of its own gets chunks of two topics
     */
    public void add(Chunk chunk) throws IOException {
        requireUsable();
        requireOwner(chunk.partition());
        PartitionBuffer buffer = partitions.get(chunk.partition());
        if (buffer == null) {
            buffer = new PartitionBuffer(chunk.partition(), this);
            partitions.put(chunk.partition(), buffer);
        }
        if (buffer.payloadBytes() + chunk.payloadBytes() > 2L * options.blockSize()) {
            writeAlone(buffer);
        }
        buffer.add(chunk);
        if (!chunk.hasRecords()) {
            return;
        }
        recordCount += chunk.header().recordCount();
        bufferedBytes += chunk.encodedBytes();
        budget.add(chunk.encodedBytes());
        if (buffer.payloadBytes() >= options.blockSize() || buffer.runsWithRecords() >= FormatLimits.RUNS_PER_BLOCK) {
            writeAlone(buffer);
        }
        budget.enforce();
    }

    /** Bytes written to the stream so far. */
    public long position() {
        return position;
    }

    /** Memory that chunks not yet written hold, in bytes. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** Records taken so far. */
    public long recordCount() {
        return recordCount;
    }

    /** Blocks written so far. */
    public int blockCount() {
        return footer.blockCount();
    }

    /**
     * Writes what waits, the footer and the trailer, and flushes the stream. The segment is then complete.
     *
     * @throws IOException if writing fails
     */
    public void finish() throws IOException {
        requireUsable();
        Map<SegmentTopic, List<PartitionBuffer>> byTopic = new LinkedHashMap<>();
        for (PartitionBuffer buffer : partitions.values()) {
            byTopic.computeIfAbsent(topicOf(buffer.partition()), topic -> new ArrayList<>())
                    .add(buffer);
        }
        for (List<PartitionBuffer> buffers : byTopic.values()) {
            writePacked(buffers);
        }
        for (PartitionBuffer buffer : partitions.values()) {
            buffer.takeRest().forEach(footer::addWithoutBlock);
        }
        usable = false;
        if (position == 0) {
            writeHeader();
        }
        write(footer.build(identity, position));
        out.flush();
        budget.unregister(this);
        partitions.clear();
    }

    private void writePacked(List<PartitionBuffer> buffers) throws IOException {
        buffers.sort(LARGEST_FIRST);
        List<PartitionBuffer> together = new ArrayList<>();
        long payloadBytes = 0;
        long runs = 0;
        for (PartitionBuffer buffer : buffers) {
            if (payloadBytes + buffer.payloadBytes() > options.blockSize()
                    || runs + buffer.runsWithRecords() > FormatLimits.RUNS_PER_BLOCK) {
                writeBlock(together);
                together.clear();
                payloadBytes = 0;
                runs = 0;
            }
            together.add(buffer);
            payloadBytes += buffer.payloadBytes();
            runs += buffer.runsWithRecords();
        }
        writeBlock(together);
    }

    /** Writes what waits of a partition as a block of its own. */
    void writeAlone(PartitionBuffer buffer) throws IOException {
        requireUsable();
        writeBlock(List.of(buffer));
    }

    private void writeBlock(List<PartitionBuffer> buffers) throws IOException {
        List<OpenRun> entries = new ArrayList<>();
        List<OpenRun> runs = new ArrayList<>();
        long freed = 0;
        for (PartitionBuffer buffer : buffers) {
            freed += buffer.encodedBytes();
            for (OpenRun run : buffer.takeToLastRecord()) {
                entries.add(run);
                if (run.hasRecords()) {
                    runs.add(run);
                }
            }
        }
        if (runs.isEmpty()) {
            return;
        }
        usable = false;
        if (position == 0) {
            writeHeader();
        }
        BlockHeader header = encoder.write(runs, out);
        int index = footer.addBlock(position, header);
        position += header.length() + (long) header.storedLength();
        int indexInBlock = 0;
        for (OpenRun run : entries) {
            if (run.hasRecords()) {
                footer.addRun(run, index, indexInBlock++);
            } else {
                footer.addWithoutBlock(run);
            }
        }
        bufferedBytes -= freed;
        budget.release(freed);
        usable = true;
    }

    private void writeHeader() throws IOException {
        FieldWriter header = new FieldWriter(SegmentHeader.LENGTH);
        SegmentHeader.write(identity, header);
        write(header);
    }

    private void write(FieldWriter fields) throws IOException {
        out.write(fields.array(), 0, fields.length());
        position += fields.length();
    }

    /** The larger of a buffer of any writer and the largest of this one with records; null if there is none. */
    @Nullable
    PartitionBuffer largerOf(@Nullable PartitionBuffer other) {
        PartitionBuffer largest = other;
        for (PartitionBuffer buffer : partitions.values()) {
            if (buffer.encodedBytes() > (largest == null ? 0 : largest.encodedBytes())) {
                largest = buffer;
            }
        }
        return largest;
    }

    private void requireOwner(TopicPartitionId partition) {
        if (identity.layout() != SegmentLayout.OWN) {
            return;
        }
        SegmentTopic known = owner;
        if (known == null) {
            owner = topicOf(partition);
        } else if (!known.topicId().equals(partition.topicId())
                || !known.topic().equals(partition.topic())) {
            throw new IllegalArgumentException(
                    "Cannot add chunk of " + partition + " to segment of topic " + known.topic());
        }
    }

    private static SegmentTopic topicOf(TopicPartitionId partition) {
        return new SegmentTopic(partition.topicId(), partition.topic());
    }

    private void requireUsable() {
        if (!usable) {
            throw new IllegalStateException("Cannot write to segment " + identity.segmentId()
                    + ": it is finished, closed or an earlier write failed");
        }
    }

    /** Gives the memory back; what was not written is lost. Does not close the stream. May be called twice. */
    @Override
    public void close() {
        usable = false;
        partitions.clear();
        budget.unregister(this);
        budget.release(bufferedBytes);
        bufferedBytes = 0;
    }
}
