// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.fs.BlockLocation;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableWriter;

/**
 * Files in one container of Azure Blob Storage. Directories are prefixes of names, so that making one does nothing. Safe for use by
 * several threads.
 */
final class AzureBlobFileSystem extends FileSystem {
    private static final int COPY = 1 << 16;

    private final Container container;
    private final Directories directories;
    private final AzureBlobConfig config;
    private final UploadBudget budget;

    AzureBlobFileSystem(Container container, AzureBlobConfig config, UploadBudget budget) {
        this.container = container;
        this.directories = new Directories(container, config.listPage());
        this.config = config;
        this.budget = budget;
    }

    @Override
    public URI getUri() {
        return container.address().uri();
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(getUri());
    }

    @Override
    public Path getHomeDirectory() {
        return new Path(getUri());
    }

    @Override
    public boolean isDistributedFS() {
        return true;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        String name = Container.name(path);
        Optional<BlobFileStatus> found = directories.find(name);
        if (found.isEmpty()) {
            throw new FileNotFoundException(
                    "Cannot find " + container.address().place(name) + ": there is no such blob, and nothing below it");
        }
        return found.get();
    }

    @Override
    public BlockLocation[] getFileBlockLocations(FileStatus file, long start, long length) {
        return new BlockLocation[] {new BlobLocation(0, file.getLen())};
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return open(path);
    }

    @Override
    public FSDataInputStream open(Path path) throws IOException {
        return new AzureBlobInputStream(container, directories.open(Container.name(path)), config);
    }

    /** What is directly below a path; nothing if it does not exist, because a directory without files does not either. */
    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return directories.list(Container.name(path)).toArray(FileStatus[]::new);
    }

    /** Does nothing. A directory comes with the first file below it. */
    @Override
    public boolean mkdirs(Path path) {
        return true;
    }

    @Override
    public FSDataOutputStream create(Path path, WriteMode mode) throws IOException {
        String name = Container.name(path);
        Optional<BlobFileStatus> found = directories.find(name);
        if (found.isPresent() && (found.get().isDir() || mode == WriteMode.NO_OVERWRITE)) {
            String reason = found.get().isDir() ? "a directory has the name" : "the blob exists";
            throw new FileAlreadyExistsException(container.address().place(name), null, reason);
        }
        AzureBlobOutputStream.Ending ending = mode == WriteMode.NO_OVERWRITE
                ? AzureBlobOutputStream.Ending.CREATE
                : AzureBlobOutputStream.Ending.REPLACE;
        return new AzureBlobOutputStream(
                container, name, new BlockUpload(container, name, budget, StagedBlocks.NONE), ending);
    }

    @Override
    public RecoverableWriter createRecoverableWriter() {
        return new AzureBlobRecoverableWriter(container, budget);
    }

    /**
     * Deletes a blob, or all blobs below a path one after the other.
     *
     * @return whether something was there
     * @throws IOException if something is below it and {@code recursive} is false
     */
    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        String name = Container.name(path);
        Optional<BlobFileStatus> found = directories.find(name);
        if (found.isEmpty()) {
            return false;
        }
        if (found.get().isDir()) {
            List<String> below = new ArrayList<>(directories.below(name));
            if (!below.isEmpty() && !recursive) {
                throw new IOException("Cannot delete " + container.address().place(name) + ": it is not empty");
            }
            // Directories of a hierarchical namespace are empty by then.
            below.sort(Collections.reverseOrder());
            for (String each : below) {
                deleteBlob(each);
            }
        }
        if (!name.isEmpty()) {
            deleteBlob(name);
        }
        return true;
    }

    private boolean deleteBlob(String name) throws IOException {
        return container.request("delete", name, () -> container.blob(name).deleteIfExists());
    }

    /**
     * Renames one blob, by copying it through this process and deleting it; a failure between the two leaves both. Flink needs it for
     * the small files of its high availability only.
     *
     * @throws IOException if the source is a directory or absent, or the target exists
     */
    @Override
    public boolean rename(Path source, Path target) throws IOException {
        FileStatus status = getFileStatus(source);
        if (status.isDir()) {
            throw new IOException("Cannot rename " + container.address().place(Container.name(source))
                    + ": a container has no directories that could be renamed");
        }
        try (FSDataInputStream in = open(source);
                FSDataOutputStream out = create(target, WriteMode.NO_OVERWRITE)) {
            byte[] bytes = new byte[COPY];
            long copied = 0;
            for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
                copied += read;
            }
            if (copied != status.getLen()) {
                throw new IOException("Cannot rename " + container.address().place(Container.name(source))
                        + ": it has changed from " + status.getLen() + " to " + copied + " bytes");
            }
        }
        deleteBlob(Container.name(source));
        return true;
    }
}
