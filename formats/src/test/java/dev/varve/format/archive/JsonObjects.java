// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.layout.ObjectNames;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One object of each kind, and how to read it back, for golden files and fuzzing. */
final class JsonObjects {
    static final Id ARCHIVE = Id.fromHex("000102030405060708090a0b0c0d0e0f");
    static final Id TOPIC = Id.fromHex("6f1b0c5e8a3d4f2f9e7b1a2c3d4e5f60");
    static final Instant TIME = Instant.parse("2026-02-01T03:04:05.006Z");

    private JsonObjects() {}

    /** Reads an object. */
    @FunctionalInterface
    interface Decoder {
        Object decode(String objectName, byte[] object) throws IOException;
    }

    /**
     * An object.
     *
     * @param objectName the name to read it by
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Sample(String objectName, Object value, byte[] bytes, Decoder decoder) {}

    static Map<String, Sample> all() {
        Map<String, Sample> all = new LinkedHashMap<>();
        ArchiveIdentity identity = new ArchiveIdentity(ARCHIVE, 1, "MkU3OEVBNTcwNTJENDM2Qk", TIME, "varve 1.0");
        all.put(
                "identity.json",
                new Sample(
                        ObjectNames.identity(ARCHIVE),
                        identity,
                        ArchiveIdentityJson.encode(identity),
                        ArchiveIdentityJson::decode));
        TopicDescription topic = new TopicDescription(
                ARCHIVE,
                "orders",
                TOPIC,
                TIME,
                12,
                3,
                false,
                List.of(
                        new TopicSetting("cleanup.policy", "compact,delete", "DYNAMIC_TOPIC_CONFIG"),
                        new TopicSetting("sasl.jaas.config", null, "STATIC_BROKER_CONFIG"),
                        new TopicSetting("note", "quote \" backslash \\ é \u0001 \ud83d\ude00", "DEFAULT_CONFIG")));
        all.put(
                "topic.json",
                new Sample("topics/t.json", topic, TopicDescriptionJson.encode(topic), TopicDescriptionJson::decode));
        Change.Range range = new Change.Range(TOPIC, 3, new OffsetRange(10, Long.MAX_VALUE));
        putChange(all, new Change.Replace(TIME, "merge", List.of(ARCHIVE, TOPIC), List.of("mixed/2026-02-01/a.vsg")));
        putChange(all, new Change.Expire(TIME, "older than a year", List.of(ARCHIVE), List.of(range)));
        putChange(all, new Change.Erase(TIME, "asked to", List.of(range, range)));
        putChange(all, new Change.Hold(TIME, "law suit", "case-1", Instant.parse("2030-01-01T00:00:00Z")));
        return all;
    }

    private static void putChange(Map<String, Sample> all, Change change) {
        all.put(
                "change-" + change.kind() + ".json",
                new Sample("changes/c.json", change, ChangeJson.encode(change), ChangeJson::decode));
    }
}
