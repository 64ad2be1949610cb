package dev.varve.format.archive;

import dev.varve.format.Id;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An archive in a store: everything below {@code <store>/<archive name>/}. Immutable; safe for use by several threads.
 */
public final class Archive {
    private final String name;
    private final Store store;
    private final ArchiveIdentity identity;
    private final Set<Id> knownIds;

    private Archive(String name, Store store, ArchiveIdentity identity, Set<Id> knownIds) {
        this.name = name;
        this.store = store;
        this.identity = identity;
        this.knownIds = Set.copyOf(knownIds);
    }

    /**
     * Opens an archive for reading.
     *
     * @param root the store that holds the archive's folder
     * @throws ArchiveNotFoundException if the folder has no identity object
     * @throws dev.varve.format.CorruptArchiveException if an identity object is damaged
     * @throws dev.varve.format.UnsupportedFormatException if an identity object needs a newer reader
     */
    public static Archive open(Store root, String name) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Opens an archive for writing, and creates it if there is none. Should two first starts race, both end with the same identity.
     *
     * @param sourceClusterId the source's {@code cluster.id}
     * @throws dev.varve.format.ArchiveMismatchException if the archive belongs to another cluster
     */
    public static Archive openOrCreate(
            Store root, String name, String sourceClusterId, Clock clock, RandomGenerator random) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The names of the archives in a store, sorted. */
    public static List<String> names(Store root) throws IOException {
        throw new UnsupportedOperationException();
    }

    public String name() {
        return name;
    }

    /** The store below the archive's folder: object names are relative to it. */
    public Store store() {
        return store;
    }

    public ArchiveIdentity identity() {
        return identity;
    }

    /** The archive id, and those of first starts that lost a race: objects with any of these belong to the archive. */
    public Set<Id> knownIds() {
        return knownIds;
    }

    /** Writes a topic description, whose archive id must be this archive's. Repeating it does no harm. */
    public void writeTopicDescription(TopicDescription description) throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * The latest description of every topic id, sorted by topic name and topic id.
     *
     * @throws dev.varve.format.CorruptArchiveException if one is damaged
     */
    public List<TopicDescription> topicDescriptions() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * All changes, oldest first.
     *
     * @throws dev.varve.format.UnsupportedFormatException if one is of an unknown kind
     * @throws dev.varve.format.CorruptArchiveException if one is damaged
     */
    public List<Change> changes() throws IOException {
        throw new UnsupportedOperationException();
    }
}
