// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import static dev.varve.restore.config.RestoreText.problems;
import static dev.varve.restore.config.RestoreText.problemsWith;
import static dev.varve.restore.config.RestoreText.targetProblems;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InvalidRestoreConfigTest {
    @Test
    void emptyFileMissesWhatIsRequired() {
        assertThat(problems("# nothing\n"))
                .containsExactly(
                        "restore.yaml: version: Missing value: expected number.",
                        "restore.yaml: archive: Missing value: expected name.",
                        "restore.yaml: id: Missing value: expected name.",
                        "restore.yaml: target.bootstrapServers: Missing value: expected host:port list.",
                        "restore.yaml: store.uri: Missing value: expected URI or path.");
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThat(problemsWith("""
                        onGap: record
                        topics:
                          - source: a
                            asof: 2026-01-01T00:00:00Z
                            partitions: [{number: 1}, {number: 1}]
                        """))
                .containsExactly(
                        "restore.yaml:6: onGap: Invalid value: expected one of fail, continue, found: 'record'.",
                        "restore.yaml:9: topics[0].asof: Unknown key. HINT: did you mean 'asOf'?",
                        "restore.yaml:10: topics[0].partitions[1].number: Duplicate partition: 1.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "topics: [{source: a, pattern: b}] | topics[0]: Invalid entry: expected either source or pattern, found both.",
                "topics: [{target: a}] | topics[0]: Invalid entry: expected either source or pattern, found neither.",
                "topics: [{source: a, exclude: b}] | topics[0].exclude: Invalid combination: exclude needs a pattern, and this entry has"
                        + " a source.",
                "topics: [{pattern: a, target: b}] | topics[0].target: Invalid combination: a pattern cannot rename. HINT: name the topic"
                        + " with 'source'",
                "topics: [{pattern: a, partitions: [{number: 1}]}] | topics[0].partitions: Invalid combination: partitions and offsets"
                        + " belong to one topic. HINT: name the topic with 'source'",
                "topics: [{pattern: a, topicId: bxsMXoo9Ty-eexosPU5fYA}] | topics[0].topicId: Invalid combination: an id belongs to one"
                        + " topic. HINT: name the topic with 'source'",
                "topics: [{source: a, topicId: latest}] | topics[0].topicId: Invalid value: expected a topic id as varve list prints it,"
                        + " newest or all, found: 'latest'.",
                "topics: [{source: a}, {source: a, target: a}] | topics[1].source: Duplicate entry: 'a' into 'a', first at line 6.",
                "topics: [{source: a.*}] | topics[0].source: Invalid value: expected 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_'"
                        + " and '-', found: 'a.*'. HINT: for a regular expression write 'pattern' instead of 'source'",
                "topics: [{source: a, partitions: [{number: 0, from: 5, until: 5}]}] | topics[0].partitions[0].until: Invalid combination:"
                        + " from 5 is not below until 5. HINT: until is exclusive",
                "topics: [{source: a, partitions: [{number: 0, from: -1}]}] | topics[0].partitions[0].from: Invalid value: expected an"
                        + " offset, a whole number of at least 0, found: '-1'.",
                "topics: [{source: a, partitions: [{from: 1}]}] | topics[0].partitions[0].number: Missing value: expected number, 0 to"
                        + " 2147483647.",
                "topics: [{source: a, partitioning: keys}] | topics[0].partitioning: Invalid value: expected one of preserve, by-key,"
                        + " found: 'keys'.",
                "topics: [{source: a, timeRange: {from: 2026-02-01T00:00:00Z, until: 2026-01-01T00:00:00Z}}] | topics[0].timeRange.from:"
                        + " Invalid combination: timeRange.from 2026-02-01T00:00:00Z is not before timeRange.until 2026-01-01T00:00:00Z."
                        + " HINT: until is exclusive",
                "timeRange: {from: yesterday} | timeRange.from: Invalid value: expected a time with zone such as 2026-02-01T00:00:00Z,"
                        + " found: 'yesterday'.",
                "asOf: 2026-02-01 | asOf: Invalid value: expected a time with zone such as 2026-02-01T00:00:00Z, found: '2026-02-01'.",
                "onDamage: skip | onDamage: Invalid value: expected one of fail, skip-block, found: 'skip'.",
                "noTimestamp: zero | noTimestamp: Invalid value: expected one of fail, now, found: 'zero'.",
                "rateLimit: 50MB | rateLimit: Invalid value: expected a size from 1KiB to 1024GiB, such as 65536, 64KiB or 1MiB, found:"
                        + " '50MB'.",
                "report: ftp://host/report | report: Invalid value: expected one of the schemes abfs, abfss, azblob, file, gs, s3, s3a.",
                "commitInterval: 60s | commitInterval: Invalid combination: commitInterval 60s is not below target.transactionTimeout"
                        + " 60s. HINT: a transaction is open for a commitInterval",
                "sourceOffsetHeader: ' ' | sourceOffsetHeader: Invalid value: expected text that is not blank, found: ' '.",
                "mode: once | mode: Unknown key. HINT: known keys here: version, archive, id, target, topics, timeRange, asOf, store,"
                        + " onGap, onDamage, noTimestamp, sourceOffsetHeader, rateLimit, report, commitInterval, parallelism, stateDir",
            })
    void refusesValues(String line, String expected) {
        assertThat(problemsWith(line)).containsExactly("restore.yaml:6: " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "replicationFactor: 0 | replicationFactor: Invalid value: expected archived, default or a number from 1 to 32767, found:"
                        + " '0'.",
                "replicationFactor: 32768 | replicationFactor: Invalid value: expected archived, default or a number from 1 to 32767,"
                        + " found: '32768'.",
                "delivery: twice | delivery: Invalid value: expected one of exactly-once, at-least-once, found: 'twice'.",
                "onNonEmptyTarget: continue | onNonEmptyTarget: Invalid value: expected one of fail, append, found: 'continue'.",
                "transactionTimeout: 2s | transactionTimeout: Invalid combination: commitInterval 2s is not below"
                        + " target.transactionTimeout 2s. HINT: a transaction is open for a commitInterval",
                "ledgerTopic: a/b | ledgerTopic: Invalid value: expected 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' and '-',"
                        + " found: 'a/b'.",
                "topicConfigs: {drop: cleanup.policy} | topicConfigs.drop: Invalid value: expected a list, found text.",
                "topicConfigs: {drop: [[a]]} | topicConfigs.drop[0]: Invalid value: expected text that is not blank, found a list.",
                "topicConfigs: {set: {a: 1}, drop: [a]} | topicConfigs.drop: Invalid combination: 'a' is set and dropped. HINT: to set it"
                        + " is enough",
                "properties: {acks: 1} | properties.acks: Unsupported property: exactly-once rests on it.",
                "properties: {transactional.id: x} | properties.transactional.id: Unsupported property: it is made of the restore's id and"
                        + " the subtask.",
                "properties: {delivery.timeout.ms: 1} | properties.delivery.timeout.ms: Unsupported property: it must not be above"
                        + " target.transactionTimeout, and follows from it.",
                "properties: {isolation.level: read_uncommitted} | properties.isolation.level: Unsupported property: only committed"
                        + " records count.",
                "properties: {bootstrap.servers: 'a:1'} | properties.bootstrap.servers: Unsupported property: it belongs into"
                        + " target.bootstrapServers.",
            })
    void refusesValuesOfTheTarget(String line, String expected) {
        assertThat(targetProblems(line)).containsExactly("restore.yaml:7: target." + expected);
    }

    @Test
    void nameOfTheRestoreIsLikeThatOfAnArchive() {
        assertThat(problemsWith("", "id=a/b"))
                .containsExactly(
                        "--set id=a/b: id: Invalid value: expected 1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-',"
                                + " beginning with a letter or digit, not ending in a dot, found: 'a/b'.");
    }

    @Test
    void topicsOfKafkaAreNoTargets() {
        assertThat(problemsWith("topics: [{source: __consumer_offsets}]"))
                .containsExactly(
                        "restore.yaml:6: topics[0].source: Unsupported target: '__consumer_offsets' is Kafka's own,"
                                + " nobody else can write to it. HINT: restore it into another 'target'");
        assertThat(RestoreText.parseWith("topics: [{source: __consumer_offsets, target: offsets-copy}]")
                        .topics())
                .hasSize(1);
    }

    @Test
    void ledgerIsNoTargetOfRecords() {
        assertThat(problemsWith("topics: [{source: a, target: varve-restore-shop-to-staging}]"))
                .containsExactly(
                        "restore.yaml:6: topics[0].target: Invalid combination: this topic is the ledger of the"
                                + " restore. HINT: choose another target, or another target.ledgerTopic");
    }
}
