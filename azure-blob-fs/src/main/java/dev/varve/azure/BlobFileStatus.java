// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * A blob, or a prefix of names taken for a directory.
 *
 * @param path with scheme and container
 * @param length bytes, 0 of a directory
 * @param modified milliseconds since 1970, 0 of a directory
 * @param directory whether it is one
 */
record BlobFileStatus(Path path, long length, long modified, boolean directory) implements FileStatus {
    static BlobFileStatus ofDirectory(Path path) {
        return new BlobFileStatus(path, 0, 0, true);
    }

    @Override
    public long getLen() {
        return length;
    }

    @Override
    public long getBlockSize() {
        return Math.max(1, length);
    }

    @Override
    public short getReplication() {
        return 1;
    }

    @Override
    public long getModificationTime() {
        return modified;
    }

    @Override
    public long getAccessTime() {
        return 0;
    }

    @Override
    public boolean isDir() {
        return directory;
    }

    @Override
    public Path getPath() {
        return path;
    }
}
