// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import dev.varve.format.layout.ObjectNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@link TopicDescription} as JSON: FORMAT.md section 5. */
public final class TopicDescriptionJson {
    private static final String FORMAT = "varve-topic";

    private TopicDescriptionJson() {}

    /** The whole object. Equal descriptions give equal bytes. */
    public static byte[] encode(TopicDescription description) {
        return SmallObjectJson.encode(FORMAT, json -> {
            json.writeStringField("archiveId", description.archiveId().hex());
            json.writeStringField("topic", description.topic());
            json.writeStringField("topicId", description.topicId().hex());
            json.writeStringField("observed", description.observed().toString());
            json.writeNumberField("partitions", description.partitions());
            json.writeNumberField("replicationFactor", description.replicationFactor());
            json.writeBooleanField("internal", description.internal());
            json.writeArrayFieldStart("configs");
            for (TopicSetting setting : description.configs()) {
                json.writeStartObject();
                json.writeStringField("name", setting.name());
                json.writeStringField("value", setting.value());
                json.writeStringField("source", setting.source());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** The name of the object that {@link #encode} made of the description. */
    static String objectName(TopicDescription description, byte[] object) {
        return ObjectNames.topicDescription(
                description.topic(), description.topicId(), description.observed(), SmallObjectJson.checksum(object));
    }

    /**
     * Reads a whole object.
     *
     * @param objectName for messages
     * @throws dev.varve.format.CorruptArchiveException if the object is damaged
     * @throws dev.varve.format.UnsupportedFormatException if it needs a newer reader
     */
    public static TopicDescription decode(String objectName, byte[] object) throws IOException {
        JsonMembers members = SmallObjectJson.decode(objectName, object, FORMAT);
        String topic = members.text("topic");
        if (!ObjectNames.isTopicName(topic)) {
            throw members.corrupt("member topic: expected a topic name, found " + topic);
        }
        List<TopicSetting> configs = new ArrayList<>();
        for (JsonMembers setting : members.objects("configs")) {
            configs.add(new TopicSetting(setting.text("name"), setting.nullableText("value"), setting.text("source")));
        }
        return new TopicDescription(
                members.id("archiveId"),
                topic,
                members.id("topicId"),
                members.instant("observed"),
                members.smallInteger("partitions", 0),
                members.smallInteger("replicationFactor", 0),
                members.flag("internal"),
                configs);
    }
}
