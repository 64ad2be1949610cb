// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.block;

import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.codec.Compressor;
import dev.varve.format.codec.Crc32c;
import dev.varve.format.codec.FieldWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes the blocks of one segment. For one thread. */
public final class BlockEncoder {

    private final Compressor compressor;
    private final Id segmentId;
    private int blocks;

    /** Creates an encoder whose blocks begin with index 0. The compressor is shared and not closed. */
    public BlockEncoder(Compressor compressor, Id segmentId) {
        this.compressor = compressor;
        this.segmentId = segmentId;
    }

    /**
     * Compresses runs into a block and writes it.
     *
     * @param runs of one topic, at least one; each has records; the sum of their {@link OpenRun#payloadBytes} is at most
     *     {@link FormatLimits#RAW_BLOCK_BYTES}
     * @return the header as written
     * @throws IOException from the stream; then part of the block may be written
     */
    public BlockHeader write(List<OpenRun> runs, OutputStream out) throws IOException {
        int rawLength;
        if (runs.size() == 1 && isPayloadAlready(runs.get(0))) {
            byte[] payload = runs.get(0).chunks().get(0).payload();
            rawLength = payload.length;
            compressor.compress(payload, 0, rawLength);
        } else {
            byte[] scratch = compressor.scratch(Math.toIntExact(boundOf(runs)));
            rawLength = putTogether(runs, scratch);
            compressor.compress(scratch, 0, rawLength);
        }
        BlockHeader header = header(runs, rawLength);
        FieldWriter fields = new FieldWriter(header.length());
        header.writeTo(fields);
        out.write(fields.array(), 0, fields.length());
        out.write(compressor.output(), compressor.outputPosition(), compressor.outputLength());
        compressor.clear();
        blocks++;
        return header;
    }

    private BlockHeader header(List<OpenRun> runs, int rawLength) {
        List<RunHeader> headers = new ArrayList<>(runs.size());
        for (OpenRun run : runs) {
            headers.add(run.header());
        }
        return new BlockHeader(
                runs.get(0).partition().topic(),
                runs.get(0).partition().topicId(),
                segmentId,
                blocks,
                compressor.outputCodec(),
                compressor.outputLength(),
                rawLength,
                Crc32c.of(compressor.output(), compressor.outputPosition(), compressor.outputLength()),
                headers);
    }

    private static boolean isPayloadAlready(OpenRun run) {
        List<Chunk> chunks = run.chunks();
        return chunks.size() == 1
                && chunks.get(0).header().start() == run.header().start();
    }

    /** The section lengths that each chunk brings outweigh what an offset and a timestamp grow by at a joint. */
    private static long boundOf(List<OpenRun> runs) {
        long bound = Payload.PREFIX_LENGTH;
        for (OpenRun run : runs) {
            bound += run.payloadBytes();
        }
        return bound;
    }

    private static int putTogether(List<OpenRun> runs, byte[] target) {
        int position = Payload.PREFIX_LENGTH;
        for (int section = 0; section < Payload.SECTIONS; section++) {
            int sectionStart = position;
            for (OpenRun run : runs) {
                position = putSection(run, section, target, position);
            }
            Payload.putSectionLength(target, section, position - sectionStart);
        }
        return position;
    }

    private static int putSection(OpenRun run, int section, byte[] target, int start) {
        int position = start;
        long expectedOffset = run.header().start();
        long previousTimestamp = 0;
        for (Chunk chunk : run.chunks()) {
            Chunk.Edges edges = chunk.edges();
            int from = chunk.sectionPosition(section);
            int to = from + chunk.sectionLength(section);
            if (section == Payload.OFFSETS) {
                from += Varint.length(edges.firstOffset() - chunk.header().start());
                position = Varint.write(edges.firstOffset() - expectedOffset, target, position);
                expectedOffset = edges.lastOffset() + 1;
            } else if (section == Payload.TIMESTAMPS) {
                from += Varint.length(Varint.zigzag(edges.firstTimestamp()));
                position = Varint.write(Varint.zigzag(edges.firstTimestamp() - previousTimestamp), target, position);
                previousTimestamp = edges.lastTimestamp();
            }
            System.arraycopy(chunk.payload(), from, target, position, to - from);
            position += to - from;
        }
        return position;
    }
}
