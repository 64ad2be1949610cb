// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.format.record.ArchivedRecord;
import dev.varve.format.record.RecordHeader;
import dev.varve.format.record.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One record of a {@link BackgroundWriter}. With a seed its name gives its content, so that nobody has to keep it.
 *
 * @param number counts the records of one lane of a partition from 0
 */
record WrittenRecord(TopicPartition partition, Lane lane, long number) {
    private static final long FIRST_TIMESTAMP = 1_700_000_000_000L;
    private static final Pattern KEY = Pattern.compile("(.+)-(\\d+)/(plain|transactional)/(\\d+)");
    private static final Pattern ABORTED = Pattern.compile("\\S+ aborted .*");

    /** Each has numbers of its own: how the broker mixes two producers is not known beforehand. */
    enum Lane {
        PLAIN,
        TRANSACTIONAL
    }

    /** What its transaction is meant to come to; stands in the content. */
    enum Fate {
        KEPT,
        ABORTED
    }

    /** The record as archived at an offset, without a leader epoch. */
    ArchivedRecord content(long seed, Fate fate, long offset) {
        SplittableRandom random = new SplittableRandom(seed ^ key().hashCode() * 0x9E3779B97F4A7C15L);
        StringBuilder text = new StringBuilder(key() + " " + lower(fate) + " ");
        random.ints(random.nextInt(200), 'a', 'z' + 1).forEach(letter -> text.append((char) letter));
        CRC32C checksum = new CRC32C();
        checksum.update(text.toString().getBytes(UTF_8));
        text.append(' ').append(Long.toHexString(checksum.getValue()));
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            headers.add(new RecordHeader("h" + random.nextInt(2), random.nextBoolean() ? null : key().getBytes(UTF_8)));
        }
        return new ArchivedRecord(
                offset,
                FIRST_TIMESTAMP + number,
                TimestampType.CREATE_TIME,
                -1,
                key().getBytes(UTF_8),
                text.toString().getBytes(UTF_8),
                headers);
    }

    private String key() {
        return partition + "/" + lower(lane) + "/" + number;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Which record a key belongs to; empty if to none. */
    static Optional<WrittenRecord> named(byte @Nullable [] key) {
        Matcher matcher = KEY.matcher(key == null ? "" : new String(key, UTF_8));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new WrittenRecord(
                new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))),
                Lane.valueOf(matcher.group(3).toUpperCase(Locale.ROOT)),
                Long.parseLong(matcher.group(4))));
    }

    /** Whether a record says of itself that it was meant to be aborted. */
    static boolean isMarkedAborted(ArchivedRecord record) {
        byte[] value = record.value();
        return value != null && ABORTED.matcher(new String(value, UTF_8)).matches();
    }

    @Override
    public String toString() {
        return key();
    }
}
