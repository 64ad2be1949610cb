// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.ListBlobsOptions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * Blobs seen as files, and what their names have before a slash as directories. A directory is there as long as something is below it;
 * of accounts with a hierarchical namespace also empty ones are.
 */
final class Directories {
    private static final String SEPARATOR = "/";

    /** How accounts with a hierarchical namespace, and other clients, mark a directory. */
    private static final String MARK = "hdi_isfolder";

    private final Container container;

    private final int page;

    /**
     * Sees a container so.
     *
     * @param page names that are asked for at once
     */
    Directories(Container container, int page) {
        this.container = container;
        this.page = page;
    }

    /** What is under a name; empty if nothing is. */
    Optional<BlobFileStatus> find(String name) throws IOException {
        if (name.isEmpty()) {
            return Optional.of(BlobFileStatus.ofDirectory(container.path(name)));
        }
        Optional<BlobProperties> blob = properties(name);
        if (blob.isPresent()) {
            BlobProperties found = blob.get();
            return Optional.of(
                    isMark(found.getMetadata())
                            ? BlobFileStatus.ofDirectory(container.path(name))
                            : new BlobFileStatus(
                                    container.path(name), found.getBlobSize(), millis(found.getLastModified()), false));
        }
        return isAnythingBelow(name) ? Optional.of(BlobFileStatus.ofDirectory(container.path(name))) : Optional.empty();
    }

    /** Properties of a blob; empty if there is none. */
    Optional<BlobProperties> properties(String name) throws IOException {
        try {
            return Optional.of(container.blob(name).getProperties());
        } catch (BlobStorageException e) {
            if (e.getStatusCode() == 404 && !BlobFailure.hasCode(e, "ContainerNotFound")) {
                return Optional.empty();
            }
            throw container.failure("look for", name, e);
        } catch (RuntimeException e) {
            throw container.failure("look for", name, e);
        }
    }

    /**
     * As it was found, for reading.
     *
     * @throws FileNotFoundException if there is no blob of the name
     */
    AzureBlobInputStream.Opened open(String name) throws IOException {
        Optional<BlobProperties> found = name.isEmpty() ? Optional.empty() : properties(name);
        if (found.isEmpty() || isMark(found.get().getMetadata())) {
            throw new FileNotFoundException(
                    "Cannot read " + container.address().place(name) + ": there is no such blob");
        }
        return new AzureBlobInputStream.Opened(
                name, found.get().getBlobSize(), found.get().getETag());
    }

    private boolean isAnythingBelow(String name) throws IOException {
        ListBlobsOptions options =
                new ListBlobsOptions().setPrefix(name + SEPARATOR).setMaxResultsPerPage(1);
        return container.request(
                "list",
                name,
                () -> container.client().listBlobs(options, null).iterator().hasNext());
    }

    /** Files and directories directly below one, in the order of their names; the file itself if it is one. Pages are hidden. */
    List<FileStatus> list(String name) throws IOException {
        String prefix = name.isEmpty() ? "" : name + SEPARATOR;
        Map<String, FileStatus> children = new TreeMap<>();
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(prefix)
                .setMaxResultsPerPage(page)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        container.request("list", name, () -> {
            container
                    .client()
                    .listBlobsByHierarchy(SEPARATOR, options, null)
                    .forEach(item -> add(item, prefix, children));
            return true;
        });
        if (children.isEmpty() && !name.isEmpty()) {
            return find(name)
                    .filter(found -> !found.isDir())
                    .map(List::<FileStatus>of)
                    .orElse(List.of());
        }
        return List.copyOf(children.values());
    }

    private void add(BlobItem item, String prefix, Map<String, FileStatus> children) {
        String name = item.getName();
        boolean isPrefix = Boolean.TRUE.equals(item.isPrefix());
        String plain = name.endsWith(SEPARATOR) ? name.substring(0, name.length() - 1) : name;
        if (name.equals(prefix)) {
            return;
        }
        if (isPrefix || name.endsWith(SEPARATOR) || isMark(item.getMetadata())) {
            children.put(plain, BlobFileStatus.ofDirectory(container.path(plain)));
        } else {
            BlobItemProperties found = item.getProperties();
            children.putIfAbsent(
                    plain,
                    new BlobFileStatus(
                            container.path(plain), found.getContentLength(), millis(found.getLastModified()), false));
        }
    }

    /** Names of all blobs below a directory at any depth, those of its directories where the account has such. */
    List<String> below(String name) throws IOException {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(name.isEmpty() ? "" : name + SEPARATOR)
                .setMaxResultsPerPage(page);
        List<String> names = new ArrayList<>();
        container.request("list", name, () -> {
            container.client().listBlobs(options, null).forEach(item -> names.add(item.getName()));
            return true;
        });
        return names;
    }

    private static boolean isMark(@Nullable Map<String, String> metadata) {
        return metadata != null
                && metadata.entrySet().stream()
                        .anyMatch(entry -> entry.getKey().equalsIgnoreCase(MARK)
                                && entry.getValue().equalsIgnoreCase("true"));
    }

    private static long millis(@Nullable OffsetDateTime time) {
        return time == null ? 0 : time.toInstant().toEpochMilli();
    }
}
