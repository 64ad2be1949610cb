// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import dev.varve.format.MissingObjectException;
import dev.varve.format.ObjectExistsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store in a directory of the local file system, or of a network share that keeps POSIX semantics. The directory is created with
 * the first object.
 *
 * <p>An object is written under a hidden name, forced to disk, and then given its name in one step; its folder is forced, too. A crash
 * may leave hidden files, which readers ignore and {@link #list} passes over.
 */
public final class LocalStore implements Store {

    private static final String HINT =
            ". HINT: check that the directory is mounted, has space, and that this user may use it";

    private final Path directory;
    private final Set<Path> persistedFolders = ConcurrentHashMap.newKeySet();

    /**
     * Creates a store; touches nothing yet.
     *
     * @param directory need not exist yet
     */
    public LocalStore(Path directory) {
        this.directory = directory.toAbsolutePath().normalize();
    }

    @Override
    public String location() {
        return directory.toString();
    }

    @Override
    public Store under(String prefix) {
        return new LocalStore(path(prefix));
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        Path target = path(name);
        try {
            if (Files.exists(target)) {
                requireSame(name, target, content);
            } else {
                LocalObjectFile.publish(target, content);
            }
        } catch (FileAlreadyExistsException e) {
            requireSame(name, target, content);
        } catch (FileSystemException e) {
            throw cannot("create", name, e);
        }
    }

    private void requireSame(String name, Path existing, byte[] content) throws IOException {
        if (Files.isDirectory(existing)) {
            throw new IOException("Cannot create object " + name + " in " + location() + ": it is a directory");
        }
        if (!LocalObjectFile.holds(existing, content)) {
            throw new ObjectExistsException(name, location());
        }
    }

    /** Forces the folders of the objects, and those above them the first time that one is seen. */
    @Override
    public void persistNames(Collection<String> names) throws IOException {
        Set<Path> folders = new TreeSet<>();
        for (String name : names) {
            folders.add(Objects.requireNonNull(path(name).getParent(), "parent"));
        }
        for (Path folder : folders) {
            try {
                LocalObjectFile.force(folder);
                if (!persistedFolders.contains(folder)) {
                    forceAbove(folder);
                    persistedFolders.add(folder);
                }
            } catch (FileSystemException e) {
                throw new IOException(
                        "Cannot persist the names of objects in folder " + folder + ": " + reason(e) + HINT, e);
            }
        }
    }

    private void forceAbove(Path folder) throws IOException {
        Path current = folder;
        while (!current.equals(directory)) {
            current = Objects.requireNonNull(current.getParent(), "parent");
            LocalObjectFile.force(current);
        }
    }

    @Override
    public StoredObject open(String name) throws IOException {
        Path path = path(name);
        if (Files.isDirectory(path)) {
            throw new IOException("Cannot open object " + name + " in " + location() + ": it is a directory");
        }
        try {
            return new LocalObject(name, path);
        } catch (NoSuchFileException e) {
            throw missing(name, e);
        } catch (FileSystemException e) {
            throw isBelowFile(path) ? missing(name, e) : cannot("open", name, e);
        }
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        Path start = folder(folder);
        if (!isDirectory(folder, start)) {
            return;
        }
        try {
            Files.walkFileTree(
                    start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Walk(directory, visitor));
        } catch (FileSystemException e) {
            throw cannotList(folder, e);
        }
    }

    /** False if there is nothing. One that may not be looked at is not taken for one that is absent. */
    private boolean isDirectory(String folder, Path path) throws IOException {
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            if (isBelowFile(path)) {
                return false;
            }
            throw cannotList(folder, e);
        }
        if (!found.isDirectory()) {
            throw new IOException("Cannot list " + path + ": it is not a directory");
        }
        return true;
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder(folder))) {
            for (Path child : children) {
                if (Files.isDirectory(child)) {
                    names.add(lastPart(child));
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (FileSystemException e) {
            throw cannotList(folder, e);
        }
        names.sort(null);
        return names;
    }

    @Override
    public void close() {
        // nothing is held open
    }

    private Path path(String name) {
        return directory.resolve(Store.requireName(name));
    }

    private Path folder(String folder) {
        return folder.isEmpty() ? directory : path(folder);
    }

    private static String lastPart(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }

    private static boolean isBelowFile(Path path) {
        for (Path above = path.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return !Files.isDirectory(above);
            }
        }
        return false;
    }

    private MissingObjectException missing(String name, IOException cause) {
        MissingObjectException missing = new MissingObjectException(name, location());
        missing.initCause(cause);
        return missing;
    }

    private IOException cannot(String what, String name, FileSystemException cause) {
        return new IOException(
                "Cannot " + what + " object " + name + " in " + location() + ": " + reason(cause) + HINT, cause);
    }

    private IOException cannotList(String folder, FileSystemException cause) {
        String place = folder.isEmpty() ? location() : folder + " in " + location();
        return new IOException("Cannot list " + place + ": " + reason(cause) + HINT, cause);
    }

    /** The JDK tells some reasons by the type alone. */
    private static String reason(FileSystemException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        return cause.getReason() == null ? cause.getClass().getSimpleName() : cause.getReason();
    }

    /** Passes objects on by their names, and what vanishes meanwhile over. */
    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final ObjectVisitor visitor;

        Walk(Path root, ObjectVisitor visitor) {
            this.root = root;
            this.visitor = visitor;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() && !LocalObjectFile.isTemporary(lastPart(file))) {
                StringBuilder name = new StringBuilder();
                for (Path part : root.relativize(file)) {
                    name.append(name.isEmpty() ? "" : "/").append(part);
                }
                visitor.visit(name.toString(), attributes.size());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }
    }
}
