// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.format.Id;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Ledger entries as keys and values of Kafka records, both JSON in UTF-8: docs/ledger.md. Equal keys are equal bytes.
 *
 * @param restoreId of the restore the ledger belongs to
 * @param archiveId of the archive that is restored
 */
public record LedgerJson(String restoreId, Id archiveId) {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The record of an entry, for the one partition of a ledger topic. */
    public ProducerRecord<byte[], byte[]> record(String topic, LedgerEntry entry) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.put("version", VERSION);
        key.put("restore", restoreId);
        key.put("archive", archiveId.hex());
        String kind = put(entry, key, value);
        key.put("kind", kind);
        return new ProducerRecord<>(topic, 0, bytes(key), bytes(value));
    }

    /**
     * The entry of a record; null if it is another restore's.
     *
     * @throws LedgerException if this version does not understand it
     */
    @Nullable
    LedgerEntry decode(byte[] keyBytes, byte[] valueBytes) throws LedgerException {
        try {
            JsonNode key = MAPPER.readTree(keyBytes);
            boolean ours = text(key, "restore").equals(restoreId)
                    && text(key, "archive").equals(archiveId.hex());
            if (!ours) {
                return null;
            }
            JsonNode value = MAPPER.readTree(valueBytes);
            long version = number(value, "version");
            if (version != VERSION) {
                throw LedgerException.unsupported(restoreId, "version " + version, VERSION);
            }
            return entry(key, value);
        } catch (LedgerException e) {
            throw e;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw LedgerException.unreadable(restoreId, keyBytes, e);
        }
    }

    /** Fills key and value, and returns the kind. */
    private static String put(LedgerEntry entry, ObjectNode key, ObjectNode value) {
        if (entry instanceof LedgerEntry.Position position) {
            putSource(key, position.source(), position.targetTopicId());
            value.put("from", position.from()).put("to", position.to());
            putContent(value, position.content());
            value.put("recordBytes", position.recordBytes());
            return "position";
        }
        if (entry instanceof LedgerEntry.Owner owner) {
            putOwner(value, owner.id());
            value.put("parallelism", owner.parallelism());
            value.put("highestParallelism", owner.highestParallelism());
            value.put("since", owner.since().toString());
            ArrayNode before = value.putArray("before");
            owner.before().forEach(before::add);
            return "owner";
        }
        if (entry instanceof LedgerEntry.Writer writer) {
            key.put("subtask", writer.token().subtask());
            putOwner(value, writer.token().owner());
            value.put("number", writer.token().number());
            return "writer";
        }
        if (entry instanceof LedgerEntry.Request request) {
            value.put("request", request.canonical());
            return "request";
        }
        if (entry instanceof LedgerEntry.Skipped skipped) {
            putSource(key, skipped.source(), skipped.targetTopicId());
            key.put("start", skipped.offsets().start());
            value.put("end", skipped.offsets().end());
            value.put("object", skipped.objectName());
            value.put("reason", skipped.reason());
            return "skipped";
        }
        return putTarget(entry, key, value);
    }

    private static String putTarget(LedgerEntry entry, ObjectNode key, ObjectNode value) {
        if (entry instanceof LedgerEntry.Creation creation) {
            key.put("targetTopic", creation.topic());
            value.put("open", creation.open());
            ObjectNode configs = value.putObject("configs");
            new TreeMap<>(creation.configs()).forEach(configs::put);
            return "creation";
        }
        if (entry instanceof LedgerEntry.Claim claim) {
            key.put("targetTopicId", claim.topicId().base64());
            value.put("topic", claim.topic());
            value.put("created", claim.created());
            ArrayNode offsets = value.putArray("firstOffsets");
            claim.firstOffsets().forEach(offsets::add);
            return "claim";
        }
        if (entry instanceof LedgerEntry.Verified verified) {
            key.put("targetTopicId", verified.targetTopicId().base64());
            key.put("targetPartition", verified.partition());
            value.put("endOffset", verified.endOffset());
            putContent(value, verified.content());
            return "verified";
        }
        LedgerEntry.Settings settings = (LedgerEntry.Settings) entry;
        key.put("targetTopicId", settings.targetTopicId().base64());
        value.put("stage", settings.stage().name().toLowerCase(Locale.ROOT));
        return "settings";
    }

    private static LedgerEntry entry(JsonNode key, JsonNode value) throws LedgerException {
        String kind = text(key, "kind");
        return switch (kind) {
            case "owner" ->
                new LedgerEntry.Owner(
                        owner(value),
                        Math.toIntExact(number(value, "parallelism")),
                        Math.toIntExact(number(value, "highestParallelism")),
                        Instant.parse(text(value, "since")),
                        list(value, "before"));
            case "writer" ->
                new LedgerEntry.Writer(new WriterToken(
                        owner(value),
                        Math.toIntExact(number(key, "subtask")),
                        Math.toIntExact(number(value, "number"))));
            case "request" -> new LedgerEntry.Request(text(value, "request"));
            case "position" ->
                new LedgerEntry.Position(
                        source(key),
                        target(key),
                        number(value, "from"),
                        number(value, "to"),
                        content(value),
                        number(value, "recordBytes"));
            case "skipped" ->
                new LedgerEntry.Skipped(
                        source(key),
                        target(key),
                        new OffsetRange(number(key, "start"), number(value, "end")),
                        text(value, "object"),
                        text(value, "reason"));
            default -> targetEntry(kind, key, value);
        };
    }

    private static LedgerEntry targetEntry(String kind, JsonNode key, JsonNode value) throws LedgerException {
        return switch (kind) {
            case "creation" ->
                new LedgerEntry.Creation(
                        text(key, "targetTopic"),
                        texts(value, "configs"),
                        member(value, "open").booleanValue());
            case "claim" ->
                new LedgerEntry.Claim(
                        text(value, "topic"),
                        target(key),
                        member(value, "created").booleanValue(),
                        numbers(value, "firstOffsets"));
            case "verified" ->
                new LedgerEntry.Verified(
                        target(key),
                        Math.toIntExact(number(key, "targetPartition")),
                        number(value, "endOffset"),
                        content(value));
            case "settings" ->
                new LedgerEntry.Settings(
                        target(key),
                        LedgerEntry.Settings.Stage.valueOf(text(value, "stage").toUpperCase(Locale.ROOT)));
            default -> throw LedgerException.unsupported(text(key, "restore"), "entries of kind " + kind, VERSION);
        };
    }

    private static void putSource(ObjectNode key, TopicPartitionId source, Id targetTopicId) {
        key.put("topic", source.topic());
        key.put("topicId", source.topicId().base64());
        key.put("partition", source.partition());
        key.put("targetTopicId", targetTopicId.base64());
    }

    private static TopicPartitionId source(JsonNode key) {
        return new TopicPartitionId(
                text(key, "topic"), Id.fromBase64(text(key, "topicId")), Math.toIntExact(number(key, "partition")));
    }

    private static Id target(JsonNode key) {
        return Id.fromBase64(text(key, "targetTopicId"));
    }

    private static void putOwner(ObjectNode value, WriterToken.OwnerId owner) {
        value.put("run", owner.runId());
        value.put("enumerator", owner.enumerator());
    }

    private static WriterToken.OwnerId owner(JsonNode value) {
        return new WriterToken.OwnerId(text(value, "run"), text(value, "enumerator"));
    }

    /** Digests in hexadecimal: JSON numbers of 64 bits lose digits in many programs. */
    private static void putContent(ObjectNode value, ContentDigest content) {
        value.put("records", content.count());
        value.put("ordered", Long.toHexString(content.ordered()));
        value.put("unordered", Long.toHexString(content.unordered()));
    }

    private static ContentDigest content(JsonNode value) {
        return new ContentDigest(
                number(value, "records"),
                Long.parseUnsignedLong(text(value, "ordered"), 16),
                Long.parseUnsignedLong(text(value, "unordered"), 16));
    }

    private static List<String> list(JsonNode value, String name) {
        List<String> texts = new ArrayList<>();
        member(value, name).forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static List<Long> numbers(JsonNode value, String name) {
        List<Long> numbers = new ArrayList<>();
        member(value, name).forEach(number -> numbers.add(number.longValue()));
        return numbers;
    }

    private static Map<String, String> texts(JsonNode value, String name) {
        JsonNode object = member(value, name);
        Map<String, String> texts = new HashMap<>();
        object.fieldNames().forEachRemaining(field -> texts.put(field, text(object, field)));
        return texts;
    }

    private static String text(JsonNode node, String name) {
        JsonNode member = member(node, name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException(name + " is not a text");
        }
        return member.textValue();
    }

    private static long number(JsonNode node, String name) {
        JsonNode member = member(node, name);
        if (!member.isIntegralNumber() || !member.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is not a whole number");
        }
        return member.longValue();
    }

    private static JsonNode member(JsonNode node, String name) {
        JsonNode member = node.get(name);
        if (member == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return member;
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write ledger entry", e);
        }
    }
}
