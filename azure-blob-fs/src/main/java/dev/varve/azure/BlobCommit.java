// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockList;
import com.azure.storage.blob.models.BlockListType;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;

/** Makes a blob of uploaded blocks. It appears as a whole, and never in the place of another. */
final class BlobCommit implements RecoverableFsDataOutputStream.Committer {
    private static final String NONE = "*";

    private final Container container;
    private final BlobRecoverable recoverable;

    BlobCommit(Container container, BlobRecoverable recoverable) {
        this.container = container;
        this.recoverable = recoverable;
    }

    /**
     * Publishes the blob. May be called again: the answer to an earlier request can have been lost, so that a blob of exactly these
     * blocks counts as done.
     *
     * @throws FileAlreadyExistsException if another blob has the name
     */
    @Override
    public void commit() throws IOException {
        try {
            publish(new BlobRequestConditions().setIfNoneMatch(NONE));
        } catch (BlobStorageException e) {
            boolean exists = BlobFailure.hasCode(e, "BlobAlreadyExists") || e.getStatusCode() == 412;
            if (!exists && !BlobFailure.hasCode(e, "InvalidBlockList")) {
                throw container.failure("commit", recoverable.name(), e);
            }
            requireSame(e);
        } catch (RuntimeException e) {
            throw container.failure("commit", recoverable.name(), e);
        }
    }

    /** As {@link #commit}: whether somebody else has committed before, the blob tells. */
    @Override
    public void commitAfterRecovery() throws IOException {
        commit();
    }

    /** Publishes the blob in the place of any other. */
    void replace() throws IOException {
        container.request("write", recoverable.name(), () -> publish(new BlobRequestConditions()));
    }

    private boolean publish(BlobRequestConditions conditions) {
        BlockBlobCommitBlockListOptions options =
                new BlockBlobCommitBlockListOptions(recoverable.blocks().ids()).setRequestConditions(conditions);
        container.blob(recoverable.name()).commitBlockListWithResponse(options, null, Context.NONE);
        return true;
    }

    /** Ids are random, so that equal ones are those that this stream has uploaded. */
    private void requireSame(BlobStorageException refusal) throws IOException {
        List<Block> found;
        try {
            BlockList list = container.blob(recoverable.name()).listBlocks(BlockListType.COMMITTED);
            found = list.getCommittedBlocks();
        } catch (RuntimeException e) {
            IOException failure = container.failure("commit", recoverable.name(), refusal);
            failure.addSuppressed(e);
            throw failure;
        }
        List<String> names = found.stream().map(Block::getName).toList();
        long length = found.stream().mapToLong(Block::getSizeLong).sum();
        boolean isEmpty = names.isEmpty() && length() == 0;
        if (!names.equals(recoverable.blocks().ids())
                || length != recoverable.blocks().length()
                || (names.isEmpty() && !isEmpty)) {
            throw BlobFailure.hasCode(refusal, "InvalidBlockList")
                    ? container.failure("commit", recoverable.name(), refusal)
                    : new FileAlreadyExistsException(
                            container.address().place(recoverable.name()),
                            null,
                            "a blob of " + length + " bytes in " + names.size()
                                    + " blocks has this name, which is not what"
                                    + " was to be committed: "
                                    + recoverable.blocks().length() + " bytes in "
                                    + recoverable.blocks().count() + " blocks");
        }
    }

    /** Content that was uploaded at once is in no list of blocks. */
    private long length() throws IOException {
        return container.request(
                "look for",
                recoverable.name(),
                () -> container.blob(recoverable.name()).getProperties().getBlobSize());
    }

    @Override
    public RecoverableWriter.CommitRecoverable getRecoverable() {
        return recoverable;
    }
}
