// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.IOException;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;

/** Writes a blob, which appears when it is committed or, opened as a plain file, closed. For one thread; closing may come from another. */
final class AzureBlobOutputStream extends RecoverableFsDataOutputStream {
    private final Container container;
    private final String name;
    private final BlockUpload upload;
    private final Ending ending;
    private final byte[] single = new byte[1];
    private boolean ended;
    private boolean failed;

    /** What {@link #close} does. */
    enum Ending {
        /** Leaves the blocks alone, which somebody may come back for. */
        LEAVE,
        /** Makes a blob unless there is one. */
        CREATE,
        /** Makes a blob, or replaces the one that is there. */
        REPLACE
    }

    AzureBlobOutputStream(Container container, String name, BlockUpload upload, Ending ending) {
        this.container = container;
        this.name = name;
        this.upload = upload;
        this.ending = ending;
    }

    @Override
    public long getPos() {
        return upload.position();
    }

    @Override
    public void write(int value) throws IOException {
        single[0] = (byte) value;
        write(single, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
        try {
            upload.write(source, offset, count);
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    /** Does nothing: a block for every flush would use them up. {@link #persist} and {@link #sync} upload. */
    @Override
    public void flush() {}

    /** Uploads what has been written, so that it survives this process; it is not visible before the commit. */
    @Override
    public void sync() throws IOException {
        persist();
    }

    @Override
    public RecoverableWriter.ResumeRecoverable persist() throws IOException {
        try {
            return new BlobRecoverable(container.address(), name, upload.finish());
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    @Override
    public Committer closeForCommit() throws IOException {
        return end();
    }

    private BlobCommit end() throws IOException {
        StagedBlocks blocks = upload.finish();
        ended = true;
        upload.close();
        return new BlobCommit(container, new BlobRecoverable(container.address(), name, blocks));
    }

    /** Publishes a plain file, unless writing to it has failed. What a recoverable stream has uploaded stays. May be called twice. */
    @Override
    public void close() throws IOException {
        if (ended || failed || ending == Ending.LEAVE) {
            upload.close();
            return;
        }
        ended = true;
        try {
            BlobCommit commit = end();
            if (ending == Ending.CREATE) {
                commit.commit();
            } else {
                commit.replace();
            }
        } finally {
            upload.close();
        }
    }
}
