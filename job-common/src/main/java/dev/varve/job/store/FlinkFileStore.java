// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import dev.varve.format.MissingObjectException;
import dev.varve.format.ObjectExistsException;
import dev.varve.format.store.LocalStore;
import dev.varve.format.store.ObjectVisitor;
import dev.varve.format.store.ParallelCalls;
import dev.varve.format.store.Store;
import dev.varve.format.store.StoredObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.core.plugin.PluginUtils;
import org.apache.flink.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * A store on a Flink file system, which is what makes S3, Azure and Google Cloud Storage reachable.
 *
 * <p>Flink's file systems have no atomic put-if-absent. An object is therefore looked for first, published as a whole by the file
 * system's recoverable writer (a torn write leaves nothing visible), and read back and compared. Two processes that create one name
 * with different bytes at the same moment may both succeed; nothing in an archive rests on that.
 *
 * <p>Looking for an object, listing and reading are tried again after a failure that may pass; an object that is not there, or may not
 * be read, is told at once.
 */
public final class FlinkFileStore implements Store {
    /** Those that create under one name in this process wait for each other. Between processes the reading back tells. */
    private static final Lock[] CREATING =
            Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);

    private static final String AWS_ANNOUNCEMENT = "aws.java.v1.disableDeprecationAnnouncement";

    private static final String NATIVE_S3 = "org.apache.flink.fs.s3native.";

    private final FileSystem fileSystem;
    private final Path root;
    private final StoreRetries retries;

    FlinkFileStore(FileSystem fileSystem, Path root, StoreRetries retries) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.retries = retries;
    }

    /**
     * Sets up the file systems of this process for a command that somebody waits for: those on the class path, and Flink's plugins if
     * a place needs more than local disks. Call it before the first store is opened. On a Flink cluster the cluster has done it.
     *
     * @param properties settings of the file systems, as they would stand in Flink's configuration
     * @param temporary where file systems keep what they are about to upload
     * @param places what this process is going to open
     */
    public static void configureProcess(
            Map<String, String> properties, java.nio.file.Path temporary, Collection<URI> places) {
        initialize(FileSystemSettings.ofCommand(properties), temporary, plugins(places));
    }

    /**
     * As {@link #configureProcess}, for a job that goes on for long. Looks at the first place before, without the patience of a job.
     *
     * @throws StoreAccessException if somebody has to put something right before the job can start
     * @throws StoreUnreachableException if nobody answers
     */
    public static void configureJob(Map<String, String> properties, java.nio.file.Path temporary, List<URI> places)
            throws IOException {
        PluginManager plugins = plugins(places);
        if (plugins != null) {
            initialize(FileSystemSettings.ofCommand(properties), temporary, plugins);
            open(places.get(0)).folders("");
        }
        initialize(FileSystemSettings.ofJob(properties), temporary, plugins);
    }

    private static void initialize(
            FileSystemSettings settings, java.nio.file.Path temporary, @Nullable PluginManager plugins) {
        Configuration configuration = Configuration.fromMap(settings.asMap());
        configuration.set(CoreOptions.TMP_DIRS, temporary.toString());
        FileSystem.initialize(configuration, plugins);
    }

    private static @Nullable PluginManager plugins(Collection<URI> places) {
        if (places.stream().allMatch(place -> "file".equals(place.getScheme()))) {
            return null;
        }
        if (System.getProperty(AWS_ANNOUNCEMENT) == null) {
            // It would be printed with a stack trace in front of every answer.
            System.setProperty(AWS_ANNOUNCEMENT, "true");
        }
        return PluginUtils.createPluginManagerFromRootFolder(new Configuration());
    }

    /**
     * Opens the store at a URI. A local directory gets {@link LocalStore}, which creates objects atomically.
     *
     * @throws StoreAccessException if there is no file system for the scheme, or one that loses data
     * @throws IOException if the file system cannot be set up
     */
    public static Store open(URI uri) throws IOException {
        if ("file".equals(uri.getScheme())) {
            return new LocalStore(java.nio.file.Path.of(uri));
        }
        String location = describe(uri);
        try {
            FileSystem fileSystem = FileSystem.get(uri);
            requireKeepsData(fileSystem, uri.getScheme(), location);
            return new FlinkFileStore(fileSystem, new Path(uri), StoreRetries.standard());
        } catch (UnsupportedFileSystemSchemeException e) {
            throw new IOException(
                    "Cannot open store " + location + ": no file system for scheme " + uri.getScheme()
                            + ". HINT: put the Flink file system for it into a directory of its own below plugins/, such as"
                            + " plugins/s3-fs-hadoop/ for s3",
                    e);
        } catch (StoreAccessException e) {
            throw e;
        } catch (IOException e) {
            throw StoreAccessException.of(location, "open it", e).orElse(e);
        }
    }

    /** Its writer is looked at, because file systems come wrapped. */
    private static void requireKeepsData(FileSystem fileSystem, String scheme, String location) throws IOException {
        if (!scheme.startsWith("s3")) {
            return;
        }
        try {
            if (fileSystem.createRecoverableWriter().getClass().getName().startsWith(NATIVE_S3)) {
                throw StoreAccessException.unsupported(
                        location,
                        "flink-s3-fs-native loses the last bytes of a file that it takes up again after a failure, without an error"
                                + " (FLINK-39778)",
                        "remove plugins/s3-fs-native and use plugins/s3-fs-hadoop with flink-s3-fs-hadoop");
            }
        } catch (UnsupportedOperationException e) {
            // Others cannot write, and say so themselves; reading is enough for a restore.
            return;
        }
    }

    @Override
    public String location() {
        return describe(root.toUri());
    }

    @Override
    public Store under(String prefix) {
        return new FlinkFileStore(fileSystem, path(prefix), retries);
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        Path path = path(name);
        Lock lock = CREATING[Math.floorMod(path.hashCode(), CREATING.length)];
        lock.lock();
        try {
            ask("create " + name, () -> publishUnlessThere(path, content));
        } finally {
            lock.unlock();
        }
        try (StoredObject found = open(name)) {
            byte[] bytes = new byte[content.length];
            if (found.length() == content.length) {
                found.readFully(0, bytes, 0, bytes.length);
            }
            if (found.length() != content.length || !Arrays.equals(bytes, content)) {
                throw new ObjectExistsException(name, location());
            }
        }
    }

    @Override
    public StoredObject open(String name) throws IOException {
        Path path = path(name);
        FileStatus status = find(path);
        if (status == null || status.isDir()) {
            throw new MissingObjectException(name, location());
        }
        return FlinkStoredObject.open(
                new FlinkStoredObject.Place(name, location(), status.getLen()), () -> fileSystem.open(path), retries);
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        List<String> level = List.of(folder);
        while (!level.isEmpty()) {
            List<String> next = new ArrayList<>();
            // Flink's file systems list one folder at a time, and a thousand topics have two thousand.
            ParallelCalls.forEach(
                    level.stream()
                            .<Callable<Listing>>map(each -> () -> new Listing(each, children(each)))
                            .iterator(),
                    Math.min(level.size(), ParallelCalls.AT_ONCE),
                    listing -> {
                        for (FileStatus child : listing.children()) {
                            String last = child.getPath().getName();
                            String name = listing.folder().isEmpty() ? last : listing.folder() + "/" + last;
                            if (child.isDir()) {
                                next.add(name);
                            } else {
                                visitor.visit(name, child.getLen());
                            }
                        }
                    });
            level = next;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Listing(String folder, FileStatus[] children) {}

    @Override
    public List<String> folders(String folder) throws IOException {
        return Stream.of(children(folder))
                .filter(FileStatus::isDir)
                .map(child -> child.getPath().getName())
                .sorted()
                .toList();
    }

    /** Does nothing: Flink owns its file systems. */
    @Override
    public void close() {}

    /** Whether this call has published it. */
    private boolean publishUnlessThere(Path path, byte[] content) throws IOException {
        if (find(path) != null) {
            return false;
        }
        try {
            publish(path, content);
            return true;
        } catch (IOException e) {
            // The answer to a commit may have been lost: what became of it, the store knows.
            if (find(path) == null) {
                throw e;
            }
            return false;
        }
    }

    private void publish(Path path, byte[] content) throws IOException {
        if (content.length == 0) {
            // S3's recoverable writer commits nothing then, and says nothing.
            fileSystem.create(path, FileSystem.WriteMode.NO_OVERWRITE).close();
            return;
        }
        RecoverableFsDataOutputStream stream =
                fileSystem.createRecoverableWriter().open(path);
        RecoverableFsDataOutputStream.Committer committer;
        try {
            stream.write(content);
            committer = stream.closeForCommit();
        } catch (IOException | RuntimeException e) {
            // Only now: S3's stream cannot be closed once more after closeForCommit.
            IOUtils.closeQuietly(stream);
            throw e;
        }
        committer.commit();
    }

    /** Failures that a person has to put right say how. */
    private <T> T ask(String what, StoreRetries.Call<T> question) throws IOException {
        return retries.call(what, () -> StoreFailure.told(location(), what, question));
    }

    private @Nullable FileStatus find(Path path) throws IOException {
        try {
            return ask("look for " + path.getName(), () -> fileSystem.getFileStatus(path));
        } catch (FileNotFoundException e) {
            return null;
        }
    }

    private FileStatus[] children(String folder) throws IOException {
        Path path = folder.isEmpty() ? root : path(folder);
        try {
            FileStatus[] children =
                    ask("list " + (folder.isEmpty() ? "it" : folder), () -> fileSystem.listStatus(path));
            boolean isObject = children != null
                    && children.length == 1
                    && children[0].getPath().getPath().equals(path.getPath());
            return children == null || isObject ? new FileStatus[0] : children;
        } catch (FileNotFoundException e) {
            return new FileStatus[0];
        }
    }

    private Path path(String name) {
        return new Path(root, Store.requireName(name));
    }

    /** Azure's container stands where other schemes would have credentials. */
    static String describe(URI uri) {
        String scheme = uri.getScheme();
        String user = uri.getRawUserInfo();
        boolean container = user != null
                && user.indexOf(':') < 0
                && scheme != null
                && (scheme.startsWith("abfs") || scheme.startsWith("azblob"));
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        String host = container ? authority : authority.substring(authority.lastIndexOf('@') + 1);
        return scheme == null ? uri.getPath() : scheme + "://" + host + uri.getPath();
    }
}
