// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.InProgressFileWriter.PendingFileRecoverable;
import org.jspecify.annotations.Nullable;

/**
 * A segment that FileSink says is committed.
 *
 * @param name relative to the archive
 * @param length in bytes
 */
record PublishedSegment(String name, long length) {

    /**
     * @param folder of the archive
     * @throws IOException if the segment was written for another folder than this
     */
    static PublishedSegment of(FileSinkCommittable committable, Path folder) throws IOException {
        PendingFileRecoverable file = Objects.requireNonNull(committable.getPendingFile());
        @Nullable Path path = file.getPath();
        if (path == null) {
            throw new IOException("Cannot publish a segment in " + committable.getBucketId() + ": its name is unknown");
        }
        String prefix = folder.getPath() + "/";
        boolean inFolder =
                Objects.equals(path.toUri().getAuthority(), folder.toUri().getAuthority())
                        && path.getPath().startsWith(prefix);
        if (!inFolder) {
            throw new IOException("Cannot publish segment " + path.getName() + ": the job's state was written for "
                    + path.getParent() + ", and the archive is " + folder
                    + ". HINT: start with the store.uri of before, or without Flink's state, which costs nothing");
        }
        return new PublishedSegment(path.getPath().substring(prefix.length()), file.getSize());
    }
}
