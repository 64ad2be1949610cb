// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.sink;

import dev.varve.format.archive.Archive;
import dev.varve.format.codec.Compressor;
import dev.varve.job.config.BackupConfig;
import dev.varve.job.store.FlinkFileStore;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import org.apache.flink.core.fs.Path;

/**
 * What the sink needs of the configuration; it holds no secret.
 *
 * @param storeUri the store that holds the archive's folder
 * @param bufferMemory bytes of all open segments of a subtask together
 */
record ArchiveSinkConfig(
        URI storeUri,
        String archive,
        BackupConfig.Segment segment,
        BackupConfig.Compression compression,
        long bufferMemory)
        implements Serializable {

    static ArchiveSinkConfig of(BackupConfig config) {
        return new ArchiveSinkConfig(
                config.store().uri(),
                config.archive(),
                config.segment(),
                config.compression(),
                config.bufferMemoryBytes());
    }

    /** The archive's folder, as FileSink names it. */
    Path folder() {
        return new Path(new Path(storeUri), archive);
    }

    /** @throws dev.varve.format.archive.ArchiveNotFoundException if the source has not created it */
    Archive openArchive() throws IOException {
        return Archive.open(FlinkFileStore.open(storeUri), archive);
    }

    Compressor compressor() {
        return switch (compression.codec()) {
            case ZSTD -> Compressor.zstd(compression.level());
            case NONE -> Compressor.none();
        };
    }
}
