// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;

/** How a file gets durable content and its name in one step, without ever replacing another. */
final class LocalObjectFile {
    private static final String TEMPORARY_PREFIX = ".varve-";
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final Object RENAMES = new Object();

    private LocalObjectFile() {}

    /** Whether a file of this name was left by a crash inside {@link #publish}, or is being written. */
    static boolean isTemporary(String name) {
        return name.startsWith(TEMPORARY_PREFIX) && name.endsWith(TEMPORARY_SUFFIX);
    }

    /** Whether the file has exactly these bytes. */
    static boolean holds(Path file, byte[] content) throws IOException {
        return Files.size(file) == content.length && Arrays.equals(Files.readAllBytes(file), content);
    }

    /**
     * Writes a file and forces it and its folder to disk.
     *
     * @throws FileAlreadyExistsException if the name is taken
     */
    static void publish(Path target, byte[] content) throws IOException {
        Path folder = Objects.requireNonNull(target.getParent(), "parent");
        createFolder(folder);
        Path temporary = folder.resolve(TEMPORARY_PREFIX + UUID.randomUUID() + TEMPORARY_SUFFIX);
        try {
            Files.createFile(temporary);
            write(temporary, content);
            name(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(folder);
    }

    /** Writes all bytes to an existing file and forces them to disk. */
    static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** A hard link never replaces anything. Where there are none, the check and the rename are one step for this process only. */
    private static void name(Path temporary, Path target) throws IOException {
        try {
            Files.createLink(target, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            synchronized (RENAMES) {
                Files.move(temporary, target);
            }
        }
    }

    private static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.getParent();
        if (above != null) {
            createFolder(above);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new FileSystemException(folder.toString(), null, "is a file, not a directory");
            }
        }
        if (above != null) {
            force(above);
        }
    }

    /** Forces the names in a folder to disk, where the file system knows such a thing. */
    static void force(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
