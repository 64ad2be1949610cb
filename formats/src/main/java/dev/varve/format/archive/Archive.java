// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.ArchiveMismatchException;
import dev.varve.format.FormatLimits;
import dev.varve.format.Id;
import dev.varve.format.layout.ObjectNames;
import dev.varve.format.store.ParallelCalls;
import dev.varve.format.store.Store;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * An archive in a store: everything below {@code <store>/<archive name>/}. Immutable; safe for use by several threads.
 */
public final class Archive {
    private static final String WRITER = "varve";

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
        Store store = root.under(requireName(name));
        SortedMap<Id, ArchiveIdentity> identities = identities(store);
        if (identities.isEmpty()) {
            throw new ArchiveNotFoundException(
                    root.location(), name, "check the store and the archive's name; list shows what is there");
        }
        return of(name, store, identities);
    }

    /**
     * Opens an archive for writing, and creates it if there is none. Should two first starts race, both end with the same identity.
     *
     * @param sourceClusterId the source's {@code cluster.id}
     * @throws ArchiveMismatchException if the archive belongs to another cluster
     * @throws dev.varve.format.CorruptArchiveException if an identity object is damaged
     * @throws dev.varve.format.UnsupportedFormatException if an identity object needs a newer reader
     */
    public static Archive openOrCreate(
            Store root, String name, String sourceClusterId, Clock clock, RandomGenerator random) throws IOException {
        Store store = root.under(requireName(name));
        SortedMap<Id, ArchiveIdentity> identities = identities(store);
        if (identities.isEmpty()) {
            Instant created = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            ArchiveIdentity own = new ArchiveIdentity(
                    Id.random(random), ArchiveIdentity.PATH_SCHEME, sourceClusterId, created, WRITER);
            store.create(ObjectNames.identity(own.archiveId()), ArchiveIdentityJson.encode(own));
            identities.put(own.archiveId(), own);
            identities.putAll(identities(store));
        }
        Archive archive = of(name, store, identities);
        String found = archive.identity.sourceClusterId();
        if (!found.equals(sourceClusterId)) {
            throw new ArchiveMismatchException(
                    "archive " + name + " in " + root.location(),
                    "source cluster id",
                    sourceClusterId,
                    found,
                    "an archive belongs to one source cluster; choose another archive name for this one");
        }
        return archive;
    }

    /** The names of the archives in a store, sorted. */
    public static List<String> names(Store root) throws IOException {
        List<String> names = new ArrayList<>();
        for (String folder : root.folders("")) {
            if (ObjectNames.isArchiveName(folder)
                    && !identityNames(root.under(folder)).isEmpty()) {
                names.add(folder);
            }
        }
        return names;
    }

    private static Archive of(String name, Store store, SortedMap<Id, ArchiveIdentity> identities) {
        ArchiveIdentity first = identities.values().iterator().next();
        return new Archive(name, store, first, identities.keySet());
    }

    private static String requireName(String name) {
        if (!ObjectNames.isArchiveName(name)) {
            throw new IllegalArgumentException(
                    "Invalid archive name: need 1 to 200 letters, digits, '.', '_' or '-', the"
                            + " first a letter or digit, found: " + name);
        }
        return name;
    }

    private static List<String> identityNames(Store store) throws IOException {
        List<String> names = jsonNames(store, ObjectNames.IDENTITY_FOLDER);
        names.removeIf(name -> !ObjectNames.isIdentity(name));
        return names;
    }

    private static List<String> jsonNames(Store store, String folder) throws IOException {
        List<String> names = new ArrayList<>();
        store.list(folder, (name, length) -> {
            if (name.endsWith(ObjectNames.JSON_SUFFIX) && !ObjectNames.isHidden(name)) {
                names.add(name);
            }
        });
        names.sort(null);
        return names;
    }

    private static SortedMap<Id, ArchiveIdentity> identities(Store store) throws IOException {
        SortedMap<Id, ArchiveIdentity> identities = new TreeMap<>();
        for (String name : identityNames(store)) {
            ArchiveIdentity identity = ArchiveIdentityJson.decode(name, store.readSmall(name, FormatLimits.JSON_BYTES));
            identities.put(identity.archiveId(), identity);
        }
        return identities;
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

    /**
     * Writes a topic description. Repeating it does no harm.
     *
     * @param description with this archive's id
     */
    public void writeTopicDescription(TopicDescription description) throws IOException {
        if (!knownIds.contains(description.archiveId())) {
            throw new IllegalArgumentException("Invalid topic description: archive id expected " + identity.archiveId()
                    + ", found " + description.archiveId());
        }
        byte[] object = TopicDescriptionJson.encode(description);
        store.create(TopicDescriptionJson.objectName(description, object), object);
    }

    /** The names of all topic descriptions, sorted; for one topic id the oldest first. */
    public List<String> topicDescriptionNames() throws IOException {
        return jsonNames(store, ObjectNames.TOPICS_FOLDER);
    }

    /**
     * Reads one topic description.
     *
     * @throws dev.varve.format.CorruptArchiveException if it is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     * @throws ArchiveMismatchException if it belongs to another archive
     */
    public TopicDescription readTopicDescription(String name) throws IOException {
        TopicDescription description =
                TopicDescriptionJson.decode(name, store.readSmall(name, FormatLimits.JSON_BYTES));
        requireKnown(name, description.archiveId());
        return description;
    }

    /**
     * Refuses an object that carries the id of another archive.
     *
     * @throws ArchiveMismatchException if {@code archiveId} is none of {@link #knownIds}
     */
    public void requireKnown(String objectName, Id archiveId) throws ArchiveMismatchException {
        if (!knownIds.contains(archiveId)) {
            throw new ArchiveMismatchException(
                    "object " + objectName,
                    "archive id",
                    identity.archiveId().hex(),
                    archiveId.hex(),
                    "the object was copied here from another archive; move it back");
        }
    }

    /**
     * The latest description of every topic id, sorted by topic name and topic id. Of each topic id the newest by name is read.
     *
     * @throws dev.varve.format.CorruptArchiveException if one is damaged
     * @throws dev.varve.format.UnsupportedFormatException if one needs a newer reader
     * @throws ArchiveMismatchException if one belongs to another archive
     */
    public List<TopicDescription> topicDescriptions() throws IOException {
        Map<String, String> newest = new TreeMap<>();
        for (String name : topicDescriptionNames()) {
            newest.put(name.substring(0, name.lastIndexOf('/')), name);
        }
        List<TopicDescription> descriptions = new ArrayList<>();
        ParallelCalls.forEach(
                newest.values().stream()
                        .<Callable<TopicDescription>>map(name -> () -> readTopicDescription(name))
                        .iterator(),
                ParallelCalls.AT_ONCE,
                descriptions::add);
        descriptions.sort(Comparator.comparing(TopicDescription::topic).thenComparing(TopicDescription::topicId));
        return descriptions;
    }

    /**
     * Writes a change. Repeating it does no harm.
     *
     * @return its name
     */
    public String writeChange(Change change) throws IOException {
        byte[] object = ChangeJson.encode(change);
        String name = ObjectNames.change(change.created(), SmallObjectJson.checksum(object));
        store.create(name, object);
        return name;
    }

    /**
     * All changes, oldest first.
     *
     * @throws dev.varve.format.UnsupportedFormatException if one is of an unknown kind
     * @throws dev.varve.format.CorruptArchiveException if one is damaged
     */
    public List<Change> changes() throws IOException {
        List<Change> changes = new ArrayList<>();
        for (String name : jsonNames(store, ObjectNames.CHANGES_FOLDER)) {
            changes.add(ChangeJson.decode(name, store.readSmall(name, FormatLimits.JSON_BYTES)));
        }
        changes.sort(Comparator.comparing(Change::created));
        return changes;
    }
}
