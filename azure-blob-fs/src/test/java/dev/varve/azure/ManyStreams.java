// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;

/** A program that writes to many streams in turn, commits all, and reads some back. Its arguments: endpoint, container, streams, bytes of each. */
final class ManyStreams {
    private static final int STEP = 1 << 16;

    private ManyStreams() {}

    public static void main(String[] arguments) throws Exception {
        String container = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        int length = Integer.parseInt(arguments[3]);
        FileSystem files = FileSystems.open(
                container, Map.of("azblob.endpoint", arguments[0], "azblob.secret.account-key", Azurite.KEY));
        List<RecoverableFsDataOutputStream> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(files.createRecoverableWriter().open(FileSystems.path(container, "stream-" + i)));
        }
        for (int at = 0; at < length; at += STEP) {
            for (int i = 0; i < count; i++) {
                streams.get(i).write(piece(i, at, Math.min(STEP, length - at)));
            }
        }
        for (RecoverableFsDataOutputStream stream : streams) {
            stream.closeForCommit().commit();
        }
        for (int i = 0; i < count; i += 20) {
            requireSame(FileSystems.read(files, FileSystems.path(container, "stream-" + i)), i, length);
        }
        System.out.println("streams=" + count + " bytes=" + length + " all the same");
    }

    private static void requireSame(byte[] found, int stream, int length) {
        boolean same = found.length == length;
        for (int at = 0; same && at < length; at += STEP) {
            int step = Math.min(STEP, length - at);
            same = Arrays.equals(found, at, at + step, piece(stream, at, step), 0, step);
        }
        if (!same) {
            throw new IllegalStateException("Stream " + stream + " is not what was written");
        }
    }

    private static byte[] piece(int stream, int at, int length) {
        byte[] bytes = new byte[length];
        new Random(31L * stream + at).nextBytes(bytes);
        return bytes;
    }
}
