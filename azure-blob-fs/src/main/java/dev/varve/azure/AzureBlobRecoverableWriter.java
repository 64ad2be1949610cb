// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.storage.blob.models.Block;
import com.azure.storage.blob.models.BlockList;
import com.azure.storage.blob.models.BlockListType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes blobs exactly once: blocks are uploaded while a stream is written, invisible, and one request makes a blob of them. What
 * attempts that were given up have uploaded needs no cleaning; Azure drops blocks a week after the last upload to a name.
 */
final class AzureBlobRecoverableWriter implements RecoverableWriter {
    private static final BlobRecoverableSerializer SERIALIZER = new BlobRecoverableSerializer();

    private final Container container;
    private final UploadBudget budget;

    AzureBlobRecoverableWriter(Container container, UploadBudget budget) {
        this.container = container;
        this.budget = budget;
    }

    @Override
    public RecoverableFsDataOutputStream open(Path path) throws IOException {
        String name = Container.name(path);
        if (name.isEmpty()) {
            throw new IOException("Cannot write to " + container.address() + ": a path within the container is needed");
        }
        return stream(name, StagedBlocks.NONE);
    }

    private RecoverableFsDataOutputStream stream(String name, StagedBlocks before) {
        return new AzureBlobOutputStream(
                container, name, new BlockUpload(container, name, budget, before), AzureBlobOutputStream.Ending.LEAVE);
    }

    /**
     * Goes on behind what was there at a checkpoint; what was written after it does not count.
     *
     * @throws IOException if the blob has been committed since, or blocks of it are gone
     */
    @Override
    public RecoverableFsDataOutputStream recover(ResumeRecoverable recoverable) throws IOException {
        BlobRecoverable found = own(recoverable);
        List<String> missing = missing(found);
        if (!missing.isEmpty()) {
            throw new IOException("Cannot go on with " + container.address().place(found.name()) + ": "
                    + missing.size() + " of " + found.blocks().count() + " blocks are gone, the first is "
                    + missing.get(0) + ". HINT: Azure drops blocks a week after the last upload to the blob, or when"
                    + " something else is committed under its name: start from a newer savepoint.");
        }
        return stream(found.name(), found.blocks());
    }

    private List<String> missing(BlobRecoverable found) throws IOException {
        String name = found.name();
        BlockList list;
        try {
            list = container.blob(name).listBlocks(BlockListType.ALL);
        } catch (RuntimeException e) {
            if (BlobFailure.hasCode(e, "BlobNotFound")) {
                return found.blocks().ids();
            }
            throw container.failure("go on with", name, e);
        }
        if (!list.getCommittedBlocks().isEmpty() || isThere(name, list)) {
            throw new IOException("Cannot go on with " + container.address().place(name)
                    + ": it has been committed. HINT: the job was started from a checkpoint that is older than another"
                    + " one which has been completed since; start it from the newest.");
        }
        Set<String> uncommitted = new HashSet<>();
        for (Block block : list.getUncommittedBlocks()) {
            uncommitted.add(block.getName());
        }
        List<String> missing = new ArrayList<>(found.blocks().ids());
        missing.removeAll(uncommitted);
        return missing;
    }

    /** A blob without content has no blocks either. */
    private boolean isThere(String name, BlockList list) throws IOException {
        return list.getUncommittedBlocks().isEmpty()
                && container.request(
                        "look for", name, () -> container.blob(name).exists());
    }

    @Override
    public boolean requiresCleanupOfRecoverableState() {
        return false;
    }

    @Override
    public boolean cleanupRecoverableState(ResumeRecoverable resumable) {
        return false;
    }

    @Override
    public RecoverableFsDataOutputStream.Committer recoverForCommit(CommitRecoverable recoverable) throws IOException {
        return new BlobCommit(container, own(recoverable));
    }

    private BlobRecoverable own(CommitRecoverable recoverable) throws IOException {
        if (!(recoverable instanceof BlobRecoverable found)) {
            throw new IOException(
                    "Cannot go on in " + container.address() + ": expected the state of a stream to Azure Blob,"
                            + " found " + recoverable.getClass().getName());
        }
        if (!Objects.equals(found.address(), container.address())) {
            throw new IOException(
                    "Cannot go on in " + container.address() + ": the stream was begun in " + found.address());
        }
        return found;
    }

    @Override
    public SimpleVersionedSerializer<CommitRecoverable> getCommitRecoverableSerializer() {
        return serializer();
    }

    @Override
    public SimpleVersionedSerializer<ResumeRecoverable> getResumeRecoverableSerializer() {
        return serializer();
    }

    /** Flink hands in only what this writer has made. */
    @SuppressWarnings("unchecked")
    private static <T extends CommitRecoverable> SimpleVersionedSerializer<T> serializer() {
        return (SimpleVersionedSerializer<T>) (SimpleVersionedSerializer<?>) SERIALIZER;
    }

    @Override
    public boolean supportsResume() {
        return true;
    }
}
