package dev.varve.format.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A store in a directory of the local file system. The directory is created by the first object. */
public final class LocalStore implements Store {

    private final Path directory;

    /**
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
        return new LocalStore(directory.resolve(prefix));
    }

    @Override
    public void create(String name, byte[] content) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoredObject open(String name) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void list(String folder, ObjectVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> folders(String folder) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
