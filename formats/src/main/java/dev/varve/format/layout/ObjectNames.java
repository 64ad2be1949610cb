// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.layout;

import dev.varve.format.Id;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names of objects in an archive, relative to it (FORMAT.md section 4). Nothing else builds a name or takes one apart.
 *
 * <p>Names are hints: a reader takes topic, id and everything else from what an object contains.
 */
public final class ObjectNames {
    /** Folder of identity objects. */
    public static final String IDENTITY_FOLDER = "identity";
    /** Folder of topic descriptions. */
    public static final String TOPICS_FOLDER = "topics";
    /** Folder of segments that hold one topic id. */
    public static final String DATA_FOLDER = "data";
    /** Folder of segments that several topic ids share. */
    public static final String MIXED_FOLDER = "mixed";
    /** Folder of manifests. */
    public static final String MANIFESTS_FOLDER = "manifests";
    /** Folder of changes. */
    public static final String CHANGES_FOLDER = "changes";
    /** How the name of a segment ends. */
    public static final String SEGMENT_SUFFIX = ".vsg";
    /** How the name of a manifest ends. */
    public static final String MANIFEST_SUFFIX = ".vmf";
    /** How the name of an identity, topic description or change ends. */
    public static final String JSON_SUFFIX = ".json";

    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern IDENTITY = Pattern.compile("identity/[0-9a-f]{32}\\.json");
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9-]{1,200}");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern ARCHIVE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
    private static final DateTimeFormatter DATE_FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME_FORMAT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private ObjectNames() {}

    /** {@code identity/<id>.json} */
    public static String identity(Id archiveId) {
        return IDENTITY_FOLDER + "/" + archiveId.hex() + JSON_SUFFIX;
    }

    /**
     * {@code topics/<folder>/<id>/<time>-<crc>.json}
     *
     * @param crc the {@code crc32c} member of the object
     */
    public static String topicDescription(String topic, Id topicId, Instant observed, int crc) {
        return TOPICS_FOLDER + "/" + topicFolder(topic) + "/" + topicId.hex() + "/" + timed(observed, crc);
    }

    /**
     * {@code changes/<time>-<crc>.json}
     *
     * @param crc the {@code crc32c} member of the object
     */
    public static String change(Instant created, int crc) {
        return CHANGES_FOLDER + "/" + timed(created, crc);
    }

    /**
     * What shows that a store can be written to. Readers look at none.
     *
     * @param random so that two of one moment stay apart
     */
    public static String marker(Instant created, int random) {
        return "check/" + timed(created, random).replace(JSON_SUFFIX, ".txt");
    }

    /** {@code data/<folder>/<id>/<date>}: where segments of one topic id go. */
    public static String ownFolder(String topic, Id topicId, LocalDate date) {
        return topicDataFolder(topic, topicId) + "/" + DATE_FORMAT.format(date);
    }

    /** {@code data/<folder>/<id>}: the dates of the segments of one topic id are below it. */
    public static String topicDataFolder(String topic, Id topicId) {
        return DATA_FOLDER + "/" + topicFolder(topic) + "/" + topicId.hex();
    }

    /** {@code mixed/<date>}: where segments go that several topic ids share. */
    public static String mixedFolder(LocalDate date) {
        return MIXED_FOLDER + "/" + DATE_FORMAT.format(date);
    }

    /**
     * The name of a segment in a folder of {@link #ownFolder} or {@link #mixedFolder}.
     *
     * @param file unique, letters, digits and {@code -}, 1 to 200 of them, without ending
     */
    public static String segment(String folder, String file) {
        if (!FILE.matcher(file).matches()) {
            throw new IllegalArgumentException(
                    "Invalid segment file name: need 1 to 200 letters, digits or '-', found: " + file);
        }
        return folder + "/" + file + SEGMENT_SUFFIX;
    }

    /** {@code manifests/<date>/<id>.vmf} */
    public static String manifest(LocalDate date, Id contentId) {
        return MANIFESTS_FOLDER + "/" + DATE_FORMAT.format(date) + "/" + contentId.hex() + MANIFEST_SUFFIX;
    }

    /** The UTC date of a time, as it stands in names. */
    public static LocalDate date(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    /**
     * A topic name escaped so that stores keep it: a leading {@code .} or {@code _} and a trailing {@code .} are replaced.
     *
     * @throws IllegalArgumentException if Kafka would not allow the name
     */
    public static String topicFolder(String topic) {
        if (!isTopicName(topic)) {
            throw new IllegalArgumentException(
                    "Invalid topic name: need 1 to 249 of letters, digits, '.', '_' and '-', found: " + topic);
        }
        StringBuilder folder = new StringBuilder(topic.length() + 4);
        for (int i = 0; i < topic.length(); i++) {
            char c = topic.charAt(i);
            boolean escaped = (c == '.' && (i == 0 || i == topic.length() - 1)) || (c == '_' && i == 0);
            folder.append(escaped ? (c == '.' ? "=2E" : "=5F") : String.valueOf(c));
        }
        return folder.toString();
    }

    /** Whether Kafka allows a topic of this name, as far as its characters and length go. */
    public static boolean isTopicName(String topic) {
        return TOPIC.matcher(topic).matches();
    }

    /** The topic name of a folder made by {@link #topicFolder}, or empty if none makes this folder. */
    public static Optional<String> topicOfFolder(String folder) {
        String topic = folder.replace("=2E", ".").replace("=5F", "_");
        boolean made = isTopicName(topic) && topicFolder(topic).equals(folder);
        return made ? Optional.of(topic) : Optional.empty();
    }

    /** Whether an archive may have this name: letters, digits, {@code . _ -}, at most 200, first a letter or digit. */
    public static boolean isArchiveName(String name) {
        return ARCHIVE.matcher(name).matches();
    }

    /** Whether the object is an identity: {@code identity/<id>.json}. */
    public static boolean isIdentity(String name) {
        return IDENTITY.matcher(name).matches();
    }

    /** Whether a reader takes the object for a segment: its place and its ending, and that its last part is not hidden. */
    public static boolean isSegment(String name) {
        return (name.startsWith(DATA_FOLDER + "/") || name.startsWith(MIXED_FOLDER + "/"))
                && name.endsWith(SEGMENT_SUFFIX)
                && !isHidden(name);
    }

    /** Whether a reader takes the object for a manifest. */
    public static boolean isManifest(String name) {
        return name.startsWith(MANIFESTS_FOLDER + "/") && name.endsWith(MANIFEST_SUFFIX) && !isHidden(name);
    }

    /** Whether the last part of a name begins with {@code .} or {@code _}: a temporary object of a store or writer. */
    public static boolean isHidden(String name) {
        int last = name.lastIndexOf('/') + 1;
        return last < name.length() && (name.charAt(last) == '.' || name.charAt(last) == '_');
    }

    /** The date in the name of a segment or manifest: the last folder of the name, if it is one. */
    public static Optional<LocalDate> dateOf(String name) {
        int end = name.lastIndexOf('/');
        int start = end < 0 ? -1 : name.lastIndexOf('/', end - 1);
        return end < 0 ? Optional.empty() : parseDate(name.substring(start + 1, end));
    }

    /** The date that a folder is named by, or empty if it is not named by one. */
    public static Optional<LocalDate> parseDate(String folder) {
        if (!DATE.matcher(folder).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(folder, DateTimeFormatter.ISO_LOCAL_DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String timed(Instant time, int crc) {
        return TIME_FORMAT.format(time) + "-" + String.format(Locale.ROOT, "%08x", crc) + JSON_SUFFIX;
    }
}
