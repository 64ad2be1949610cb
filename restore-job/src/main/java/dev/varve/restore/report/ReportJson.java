// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.format.OffsetRange;
import dev.varve.format.TopicPartitionId;
import dev.varve.format.record.ContentDigest;
import dev.varve.restore.ledger.LedgerEntry;
import dev.varve.restore.report.RestoreReport.Gap;
import dev.varve.restore.report.RestoreReport.Restored;
import dev.varve.restore.report.RestoreReport.Target;
import dev.varve.restore.target.Expiry;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report as JSON. It only grows: members keep name and meaning. */
public final class ReportJson {
    private static final int VERSION = 1;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReportJson() {}

    /** The JSON object, indented, with a line break at its end. */
    public static String of(RestoreReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        RestoreReport.Subject subject = report.subject();
        json.put("version", VERSION);
        json.put("restore", subject.restoreId());
        json.put("archive", subject.archive());
        json.put("archiveId", subject.archiveId().hex());
        json.put("started", subject.started().toString());
        json.put("finished", subject.finished().toString());
        json.put("verdict", word(report.verdict()));
        json.put("complete", report.isComplete());
        json.put("records", report.records());
        json.put("recordBytes", report.recordBytes());
        ArrayNode restored = json.putArray("restored");
        report.restored().forEach(one -> put(restored.addObject(), one));
        ArrayNode targets = json.putArray("targets");
        report.targets().forEach(one -> put(targets.addObject(), one));
        ArrayNode skipped = json.putArray("skipped");
        report.skipped().forEach(one -> put(skipped.addObject(), one));
        ArrayNode gaps = json.putArray("gaps");
        report.gaps().forEach(one -> put(gaps.addObject(), one));
        ArrayNode created = json.putArray("createdTopics");
        report.createdTopics().forEach(created::add);
        ArrayNode expiry = json.putArray("expiry");
        report.expiry().forEach(one -> put(expiry.addObject(), one));
        ArrayNode remarks = json.putArray("remarks");
        report.remarks().forEach(remarks::add);
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write report", e);
        }
    }

    private static void put(ObjectNode json, Restored restored) {
        putSource(json, restored.source());
        json.put("targetTopic", restored.targetTopic());
        putOffsets(json, "wanted", restored.wanted());
        json.put("position", restored.position());
        json.put("complete", restored.isComplete());
        putContent(json, restored.content());
        json.put("recordBytes", restored.recordBytes());
        RestoreReport.Times times = restored.times();
        json.put("firstTimestamp", times == null ? null : times.first().toString());
        json.put("lastTimestamp", times == null ? null : times.last().toString());
    }

    private static void put(ObjectNode json, Target target) {
        json.put("topic", target.topic());
        json.put("topicId", target.topicId().base64());
        json.put("partition", target.partition());
        json.put("start", target.start());
        json.put("end", target.end());
        json.put("verdict", word(target.verdict()));
        putContent(json, target.content());
        json.put("recordBytesRead", target.recordBytes());
        json.put("finding", target.finding());
    }

    private static void put(ObjectNode json, LedgerEntry.Skipped skipped) {
        putSource(json, skipped.source());
        putOffsets(json, "offsets", skipped.offsets());
        json.put("object", skipped.objectName());
        json.put("reason", skipped.reason());
    }

    private static void put(ObjectNode json, Gap gap) {
        putSource(json, gap.source());
        putOffsets(json, "offsets", gap.offsets());
        json.put("cause", gap.cause());
    }

    private static void put(ObjectNode json, Expiry expiry) {
        json.put("topic", expiry.topic());
        json.put("cause", word(expiry.cause()));
        json.put("records", expiry.records() < 0 ? null : expiry.records());
        json.put("of", expiry.of());
        json.put("sentence", expiry.sentence());
    }

    private static void putSource(ObjectNode json, TopicPartitionId source) {
        json.put("topic", source.topic());
        json.put("topicId", source.topicId().base64());
        json.put("partition", source.partition());
    }

    private static void putOffsets(ObjectNode json, String name, @Nullable OffsetRange offsets) {
        if (offsets == null) {
            json.putNull(name);
        } else {
            json.putObject(name).put("start", offsets.start()).put("end", offsets.end());
        }
    }

    /** Digests in hexadecimal, as in the ledger: JSON numbers of 64 bits lose digits in many programs. */
    private static void putContent(ObjectNode json, ContentDigest content) {
        json.put("records", content.count());
        json.put("ordered", Long.toHexString(content.ordered()));
        json.put("unordered", Long.toHexString(content.unordered()));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
