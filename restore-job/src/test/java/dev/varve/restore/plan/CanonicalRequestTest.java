// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.format.Id;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.PlannedTopic.PlannedTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CanonicalRequestTest {
    private static final Id ARCHIVE = new Id(1, 2);
    private static final Id FIRST = new Id(3, 4);
    private static final Id SECOND = new Id(5, 6);

    private static final String TOPIC = "topics: [{source: orders, partitions: [{number: 0, from: 5, until: 10}], asOf:"
            + " 2026-02-01T00:00:00Z, timeRange: {until: 2026-02-01T00:00:00Z}}]";

    private static CanonicalRequest request(String lines, Id... ids) {
        RestoreConfig config = PlannedArchive.config("localhost:9093", Path.of("/store"), lines.split("\n", -1));
        List<PlannedTopic> topics = Stream.of(ids)
                .map(id -> new PlannedTopic(
                        "orders",
                        id,
                        null,
                        new PlannedTarget("orders", false, 2, (short) 1, Map.of(), Map.of()),
                        Partitioning.PRESERVE,
                        TimeWindow.ALL,
                        null,
                        List.of()))
                .toList();
        return CanonicalRequest.of(config, ARCHIVE, topics);
    }

    private static final String ORDERS = "topics.orders@" + FIRST.base64() + ">orders";

    @Test
    void saysWhatIsAskedForAndNotHow() {
        assertThat(request(TOPIC + "\nrateLimit: 1MiB\nreport: /tmp/r.json\nonGap: continue", FIRST))
                .isEqualTo(request(TOPIC, FIRST));
        assertThat(request(TOPIC, FIRST).text())
                .isEqualTo("{\"version\":1,\"archiveId\":\"" + ARCHIVE.hex()
                        + "\",\"noTimestamp\":\"fail\",\"onDamage\":\"fail\",\"sourceOffsetHeader\":null,\"topics\":"
                        + "{\"orders@" + FIRST.base64()
                        + ">orders\":{\"partitioning\":\"preserve\",\"timeRange.from\":null,"
                        + "\"timeRange.until\":\"2026-02-01T00:00:00Z\",\"asOf\":\"2026-02-01T00:00:00Z\",\"partitions\":"
                        + "{\"0\":{\"from\":5,\"until\":10}}}}}");
    }

    @Test
    void sameRequestHasNoDifference() {
        assertThat(request(TOPIC, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .isEmpty();
    }

    @Test
    void laterEndIsNoDifference() {
        String later = TOPIC.replace("until: 10", "until: 20").replace("asOf: 2026-02-01", "asOf: 2026-03-01");
        String open = TOPIC.replace(", until: 10", "").replace("asOf: 2026-02-01T00:00:00Z, ", "");

        assertThat(request(later, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .isEmpty();
        assertThat(request(open, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .isEmpty();
    }

    @Test
    void earlierEndIsADifference() {
        String earlier = TOPIC.replace("until: 10", "until: 9").replace("asOf: 2026-02-01", "asOf: 2026-01-01");

        assertThat(request(earlier, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .containsExactly(
                        ORDERS + ".asOf: was 2026-02-01T00:00:00Z, is 2026-01-01T00:00:00Z",
                        ORDERS + ".partitions.0.until: was 10, is 9");
    }

    @Test
    void laterEndOfTimeRangeIsADifferenceBecausePassedOffsetsMayHoldSuchRecords() {
        String later = TOPIC.replace("{until: 2026-02-01", "{until: 2026-03-01");

        assertThat(request(later, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .containsExactly(ORDERS + ".timeRange.until: was 2026-02-01T00:00:00Z, is 2026-03-01T00:00:00Z");
    }

    @Test
    void otherSelectionAndOtherContentAreDifferences() {
        String other = "topics: [{source: orders, partitioning: by-key}]\nsourceOffsetHeader: offset";

        assertThat(request(other, FIRST)
                        .differencesFrom(request("topics: [{source: orders}]", FIRST, SECOND)
                                .text()))
                .containsExactly(
                        "sourceOffsetHeader: was none, is offset",
                        ORDERS + ".partitioning: was preserve, is by-key",
                        "topics.orders@" + SECOND.base64() + ">orders: is not asked for any more");
    }

    @Test
    void goingOnWhereTheEarlierRequestFailsIsNoDifference() {
        String lenient = TOPIC + "\nonDamage: skip-block\nnoTimestamp: now";

        assertThat(request(lenient, FIRST).differencesFrom(request(TOPIC, FIRST).text()))
                .isEmpty();
        assertThat(request(TOPIC, FIRST).differencesFrom(request(lenient, FIRST).text()))
                .containsExactly("noTimestamp: was now, is fail", "onDamage: was skip-block, is fail");
    }

    @Test
    void fewerPartitionsAreADifference() {
        String some = "topics: [{source: orders, partitions: [{number: 0}]}]";

        assertThat(request(some, FIRST)
                        .differencesFrom(
                                request("topics: [{source: orders}]", FIRST).text()))
                .containsExactly(ORDERS + ".partitions.0: was not asked for");
        assertThat(request("topics: [{source: orders}]", FIRST)
                        .differencesFrom(request(some, FIRST).text()))
                .containsExactly(ORDERS + ".partitions.0: is not asked for any more");
    }

    @Test
    void newestTopicIdMustStayTheSame() {
        String newest = "topics: [{source: orders, topicId: newest}]";

        assertThat(request(newest, SECOND)
                        .differencesFrom(request(newest, FIRST).text()))
                .containsExactly(ORDERS + ": is not asked for any more");
    }

    @Test
    void howTopicsAreNamedIsNoDifference() {
        String everything = "onGap: fail";
        String named = "topics: [{source: orders, topicId: " + FIRST.base64() + "}, {pattern: .*}]";

        assertThat(request(named, FIRST)
                        .differencesFrom(request(everything, FIRST).text()))
                .isEmpty();
    }

    @Test
    void twoTopicIdsOfOneNameMayHaveSelectionsOfTheirOwn() {
        String both = "topics: [{source: orders, topicId: " + FIRST.base64()
                + "}, {source: orders, partitioning: by-key, topicId: " + SECOND.base64() + "}]";
        String other = both.replace("by-key", "preserve");

        assertThat(request(other, FIRST, SECOND)
                        .differencesFrom(request(both, FIRST, SECOND).text()))
                .containsExactly("topics.orders@" + SECOND.base64() + ">orders.partitioning: was by-key, is preserve");
    }

    @Test
    void moreTopicsAreNoDifference() {
        String all = "topics: [{pattern: .*, topicId: all}]";

        assertThat(request(all, FIRST, SECOND)
                        .differencesFrom(request(all, FIRST).text()))
                .isEmpty();
        assertThat(request(all, FIRST).differencesFrom(request(all).text())).isEmpty();
    }

    @Test
    void refusesAnUnreadableRequest() {
        assertThatThrownBy(() -> request(TOPIC, FIRST).differencesFrom("{"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid request in the ledger: not JSON");
    }
}
