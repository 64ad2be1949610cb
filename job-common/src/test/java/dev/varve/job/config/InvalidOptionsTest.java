// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static dev.varve.job.config.ConfigText.MINIMAL;
import static dev.varve.job.config.ConfigText.parse;
import static dev.varve.job.config.ConfigText.problems;
import static dev.varve.job.config.ConfigText.problemsWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.job.config.InvalidOptionsException.Problem;
import dev.varve.job.config.OptionValues.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidOptionsTest {
    @Test
    void reportsEverythingAtOnceInTheOrderOfLines() {
        String yaml = """
                archive: shop.
                source: {bootstrapServers: localhost}
                store: {uri: "http://user:pw@host/x"}
                topics:
                  - topic: orders
                  - patern: "a.*"
                mode: forever
                """;

        assertThatThrownBy(() -> parse(yaml, "parallelism=0"))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessage("""
                        Invalid configuration: 8 problems, nothing was started.
                        backup.yaml: version: Missing value: expected number.
                        --set parallelism=0: parallelism: Invalid value: expected a whole number from 1 to 32768, found: '0'.
                        backup.yaml:1: archive: Invalid value: expected 1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-', \
                        beginning with a letter or digit, not ending in a dot, found: 'shop.'.
                        backup.yaml:2: source.bootstrapServers: Invalid value: expected one or more host:port separated by \
                        commas, found: 'localhost'.
                        backup.yaml:3: store.uri: Invalid value: expected one of the schemes abfs, abfss, azblob, file, gs, \
                        s3, s3a.
                        backup.yaml:6: topics[1].patern: Unknown key. HINT: did you mean 'pattern'?
                        backup.yaml:6: topics[1]: Invalid entry: expected either topic or pattern, found neither.
                        backup.yaml:7: mode: Invalid value: expected one of continuous, once, found: 'forever'.""");
    }

    @Test
    void problemsCarryTheirFacts() {
        assertThatThrownBy(() -> parse(MINIMAL + "mod: once"))
                .isInstanceOfSatisfying(
                        InvalidOptionsException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        new Problem("backup.yaml", 5, "mod", "Unknown key.", "did you mean 'mode'?")))
                .hasMessageStartingWith("Invalid configuration: 1 problem, nothing was started.\n");
    }

    @Test
    void emptyFileMissesWhatIsRequired() {
        assertThat(problems("# nothing\n"))
                .containsExactly(
                        "backup.yaml: version: Missing value: expected number.",
                        "backup.yaml: archive: Missing value: expected name.",
                        "backup.yaml: source.bootstrapServers: Missing value: expected host:port list.",
                        "backup.yaml: store.uri: Missing value: expected URI or path.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "targetSize: 1MiB | targetSize: Unknown key. HINT: did you mean 'segment: {targetSize: ...}'?",
                "segment.targetSize: 1MiB | segment.targetSize: Unknown key. HINT: did you mean 'segment: {targetSize: ...}'?",
                "commit-interval: 1s | commit-interval: Unknown key. HINT: did you mean 'commitInterval'?",
                "segment: {xyz: 1} | segment.xyz: Unknown key. HINT: known keys here: targetSize, blockSize, ownFileAbove",
                "'a=secret b': 1 | a...: Unknown key. HINT: known keys here: version, archive, source, topics, store, mode, "
                        + "commitInterval, startFrom, segment, bufferMemory, compression, onGap, onMissingTopic, discoveryInterval, "
                        + "parallelism, stateDir, metrics",
            })
    void namesTheLikelyKey(String line, String expected) {
        assertThat(problemsWith(line)).containsExactly("backup.yaml:5: " + expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "commitInterval: 60 | commitInterval: Invalid value: expected a duration from 10ms to 1d, such as 500ms, 60s, 2min or "
                        + "PT1H, found: '60'.",
                "commitInterval: 2d | commitInterval: Invalid value: expected a duration from 10ms to 1d, such as 500ms, 60s, 2min or "
                        + "PT1H, found: '2d'.",
                "discoveryInterval: PTx | discoveryInterval: Invalid value: expected a duration from 100ms to 1d, such as 500ms, 60s, "
                        + "2min or PT1H, found: 'PTx'.",
                "bufferMemory: 64MB | bufferMemory: Invalid value: expected a size from 1MiB to 64GiB, such as 65536, 64KiB or 1MiB, "
                        + "found: '64MB'.",
                "segment: {blockSize: 9MiB} | segment.blockSize: Invalid value: expected a size from 4KiB to 8MiB, such as 65536, 64KiB "
                        + "or 1MiB, found: '9MiB'.",
                "bufferMemory: 999999999999999999 GiB | bufferMemory: Invalid value: expected a size from 1MiB to 64GiB, such as 65536, "
                        + "64KiB or 1MiB, found: '999999999999999999 GiB'.",
                "compression: {level: 20} | compression.level: Invalid value: expected a whole number from 1 to 19, found: '20'.",
                "compression: {level: 0x1} | compression.level: Invalid value: expected a whole number from 1 to 19, found: '0x1'.",
                "compression: {level: 99999999999} | compression.level: Invalid value: expected a whole number from 1 to 19, "
                        + "found: '99999999999'.",
                "metrics: {perPartition: on} | metrics.perPartition: Invalid value: expected true or false, found: 'on'.",
                "metrics: {perPartition: True} | metrics.perPartition: Invalid value: expected true or false, found: 'True'.",
                "startFrom: 2026-02-01 | startFrom: Invalid value: expected earliest, latest or a time with zone such as "
                        + "2026-02-01T00:00:00Z, found: '2026-02-01'.",
                "startFrom: 1960-02-01T00:00:00Z | startFrom: Invalid value: expected earliest, latest or a time with zone such as "
                        + "2026-02-01T00:00:00Z, found: '1960-02-01T00:00:00Z'.",
                "stateDir: ~/state | stateDir: Invalid value: expected a local directory, found: '~/state'. HINT: '~' is not expanded "
                        + "here, write ${HOME}",
                "stateDir: s3://b/x | stateDir: Invalid value: expected a local directory, found: 's3://b/x'.",
                "mode: [once] | mode: Invalid value: expected one of continuous, once, found a list.",
                "mode: {a: b} | mode: Invalid value: expected one of continuous, once, found keys and values.",
                "mode: | mode: Missing value. HINT: delete the key to leave it out",
                "mode: null | mode: Missing value. HINT: delete the key to leave it out",
                "segment: 5 | segment: Invalid value: expected keys and values, found text.",
                "topics: orders | topics: Invalid value: expected a list, found text.",
                "topics: | topics: Missing value: the list is empty. HINT: delete the key to leave it out",
                "topics: [] | topics: Missing value: the list is empty. HINT: delete the key to leave it out",
                "topics: [orders] | topics[0]: Invalid value: expected keys and values, found text.",
                "topics: [{topic: a, pattern: b}] | topics[0]: Invalid entry: expected either topic or pattern, found both.",
                "topics: [{enabled: true}] | topics[0]: Invalid entry: expected either topic or pattern, found neither.",
                "topics: [{topic: a, exclude: b}] | topics[0].exclude: Invalid combination: exclude needs a pattern, and this entry has "
                        + "a topic.",
                "topics: [{topic: a}, {topic: a}] | topics[1].topic: Duplicate topic: 'a', first at line 5.",
                "topics: [{topic: a.*}] | topics[0].topic: Invalid value: expected 1 to 249 of the characters a-z, A-Z, 0-9, '.', '_' "
                        + "and '-', found: 'a.*'. HINT: for a regular expression write 'pattern' instead of 'topic'",
                "topics: [{pattern: 'a('}] | topics[0].pattern: Invalid value: expected a regular expression (Unclosed group near index "
                        + "2), found: 'a('.",
                "topics: [{pattern: '*'}] | topics[0].pattern: Invalid value: expected a regular expression (Dangling meta character "
                        + "'*' near index 0), found: '*'. HINT: '.*' stands for any text",
                "compression: {codec: none, level: 3} | compression.level: Invalid combination: level has no effect with codec none.",
                "segment: {targetSize: 1MiB, ownFileAbove: 2MiB} | segment.ownFileAbove: Invalid combination: segment.ownFileAbove 2MiB "
                        + "is above segment.targetSize 1MiB.",
                "segment: {ownFileAbove: 1GiB} | segment.ownFileAbove: Invalid combination: segment.ownFileAbove 1GiB is above "
                        + "segment.targetSize 128MiB.",
                "segment: {targetSize: 1MiB, blockSize: 2MiB} | segment.blockSize: Invalid combination: segment.blockSize 2MiB is above "
                        + "segment.targetSize 1MiB.",
            })
    void namesTheMistakeOfOneLine(String line, String expected) {
        assertThat(problemsWith(line)).containsExactly("backup.yaml:5: " + expected);
    }

    @Test
    void blockLargerThanBufferMemory() {
        assertThat(problemsWith("bufferMemory: 1MiB\nsegment: {blockSize: 2MiB}"))
                .containsExactly(
                        "backup.yaml:6: segment.blockSize: Invalid combination: segment.blockSize 2MiB is above "
                                + "bufferMemory 1MiB.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "onGap: fail\\nonGap: record | 6: onGap: Duplicate key, first at line 5.",
                "onGap: &a fail | 5: onGap: Unsupported anchor '&a'. HINT: quote the value if it begins with '&'",
                "onGap: *a | 5: onGap: Unsupported alias '*a'. HINT: repeat the value",
                "onGap: !!str fail | 5: onGap: Unsupported YAML tag. HINT: types follow from the option; quote a value that begins "
                        + "with '!'",
                "segment: !x {blockSize: 1MiB} | 5: segment: Unsupported YAML tag. HINT: types follow from the option; quote a value "
                        + "that begins with '!'",
                "<<: {mode: once} | 5: Unsupported merge key '<<'.",
                "[a]: b | 5: Invalid key: expected text.",
                "---\\nversion: 1 | 5: Unsupported second document in one file. HINT: delete the line '---'",
                "onGap: ${UNSET} | 5: onGap: Missing environment variable: UNSET is unset or empty. HINT: set it, or give a default: "
                        + "${UNSET:...}",
                "onGap: ${EMPTY} | 5: onGap: Missing environment variable: EMPTY is unset or empty. HINT: set it, or give a default: "
                        + "${EMPTY:...}",
                "onGap: '${BROKER' | 5: onGap: Invalid reference: expected ${NAME} or ${NAME:default}. HINT: write $${ for a literal ${",
                "onGap: '${BROKER:${X}}' | 5: onGap: Invalid reference: expected ${NAME} or ${NAME:default}. HINT: write $${ for a "
                        + "literal ${",
                "onGap: ${BROKER} | 5: onGap: Invalid value: expected one of record, fail, found: '${BROKER}'.",
            })
    void refusesWhatMakesYamlSurprising(String lines, String expected) {
        assertThat(problemsWith(lines.replace("\\n", "\n"))).containsExactly("backup.yaml:" + expected);
    }

    @Test
    void invalidYamlNamesLineAndRepeatsNothing() {
        assertThat(problemsWith("source:\n  properties: {sasl.jaas.config: canary\n  ] canary"))
                .containsExactly("backup.yaml:7: Invalid YAML: expected ',' or '}', but got ].");
        assertThat(problems("a: \u0000"))
                .containsExactly(
                        "backup.yaml:1: Invalid YAML: at or after this line are characters that YAML forbids, or the text "
                                + "is too long.");
        assertThat(problems("a: \"\\x"))
                .containsExactly(
                        "backup.yaml:1: Invalid YAML: at or after this line are characters that YAML forbids, or the text "
                                + "is too long.");
        assertThat(problems("- a"))
                .containsExactly("backup.yaml: Invalid value: expected keys and values, found a list.");
        assertThat(problems("a: " + "[".repeat(10_000) + "]".repeat(10_000)))
                .contains("backup.yaml:1: a" + "[0]".repeat(19) + ": Invalid nesting: deeper than 20 levels.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "onGap=x | --set onGap=x: onGap: Invalid value: expected one of record, fail, found: 'x'.",
                "onGap= | --set onGap=: onGap: Missing value. HINT: delete the key to leave it out",
                "ongap=canary | --set ongap: ongap: Unknown key. HINT: did you mean 'onGap'?",
                "topics.topic=x | --set topics.topic: topics: Invalid value: expected a list, found keys and values.",
                "topics[1].topic=x | --set topics[1].topic: topics[1].topic: Invalid index: 1, the list has 0 entries.",
                "source.properties.group.id=x | --set source.properties.group.id: source.properties.group.id: Unsupported property: "
                        + "Varve assigns partitions itself and joins no consumer group.",
                "onGap | --set onGap: Invalid override: expected path=value. HINT: such as segment.targetSize=64MiB or "
                        + "topics[0].topic=orders",
                "store.properties.=x | --set store.properties.: Invalid override: expected path=value. HINT: such as "
                        + "segment.targetSize=64MiB or topics[0].topic=orders",
                "a..b=x | --set a..b: Invalid override: expected path=value. HINT: such as segment.targetSize=64MiB or "
                        + "topics[0].topic=orders",
            })
    void namesTheOverride(String override, String expected) {
        assertThat(problemsWith("", override)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bootstrap.servers | it belongs into source.bootstrapServers",
                "group.id | Varve assigns partitions itself and joins no consumer group",
                "enable.auto.commit | positions are kept in Flink's state and in the archive",
                "auto.offset.reset | missing offsets become a recorded gap, never a silent jump",
                "isolation.level | only committed records are archived",
                "key.deserializer | keys and values are archived as the bytes they are",
                "value.deserializer | keys and values are archived as the bytes they are",
            })
    void refusesPropertiesThatVarveSets(String key, String reason) {
        String yaml = "version: 1\narchive: a\nstore: {uri: x}\nsource:\n  bootstrapServers: a:1\n  properties:\n    "
                + key + ": canary";

        assertThat(problems(yaml))
                .containsExactly("backup.yaml:7: source.properties." + key + ": Unsupported property: " + reason + ".");
    }

    @Test
    void propertiesAreTextAndNeverShown() {
        String yaml = """
                version: 1
                archive: a
                store: {uri: x, properties: canary}
                source:
                  bootstrapServers: a:1
                  properties:
                    sasl.jaas.confg: canary
                    sasl.jaas.config=canary:
                    client.id: [canary]
                    ssl.key.password:
                """;

        assertThat(problems(yaml, "source.propertis.password=canary", "source.properties.sasl.mechanisn=canary"))
                .containsExactly(
                        "--set source.properties.sasl.mechanisn: source.properties.sasl.mechanisn: Unknown Kafka property. HINT: "
                                + "did you mean 'sasl.mechanism'?",
                        "--set source.propertis.password: source.propertis: Unknown key. HINT: did you mean 'properties'?",
                        "backup.yaml:3: store.properties: Invalid value: expected keys and values, found text.",
                        "backup.yaml:7: source.properties.sasl.jaas.confg: Unknown Kafka property. HINT: did you mean "
                                + "'sasl.jaas.config'?",
                        "backup.yaml:8: source.properties.sasl.jaas.config...: Invalid key.",
                        "backup.yaml:9: source.properties.client.id: Invalid value: expected text, found a list.",
                        "backup.yaml:10: source.properties.ssl.key.password: Missing value. HINT: write \"\" for empty text");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://canary:canary@bucket/x",
                "s3://canary:can/ary@bucket/x",
                "s3:/canary",
                "s3:canary",
                "s3://",
                "gs://canary@bucket",
                "abfss://canary:canary@host/x",
                "s3://bucket/x?sig=canary",
                "s3://bucket/x#canary",
                "s3://bucket/canary//x",
                "s3://bucket/../canary",
                "s3://bucket/can ary",
                "file://canary/x",
                "file:canary",
                "file:///x?canary",
                "S3://canary",
                "https://canary@host/x",
                "localhost:canary",
            })
    void refusesStoreUriWithoutRepeatingIt(String uri) {
        assertThat(problems(MINIMAL, "store.uri=" + uri))
                .singleElement()
                .asString()
                .startsWith("--set store.uri: store.uri: Invalid value: expected ")
                .doesNotContain("canary");
    }

    @Test
    void storeUriMessages() {
        String hint = " HINT: credentials belong into store.properties or the environment";
        String start = "--set store.uri: store.uri: Invalid value: expected ";

        assertThat(problems(MINIMAL, "store.uri=s3://key:secret@bucket"))
                .containsExactly(start + "s3://bucket/path, without credentials." + hint);
        assertThat(problems(MINIMAL, "store.uri=abfss://c:secret@host"))
                .containsExactly(start + "abfss://container@account.host/path, without credentials." + hint);
        assertThat(problems(MINIMAL, "store.uri=hdfs://host/x"))
                .containsExactly(start + "one of the schemes abfs, abfss, azblob, file, gs, s3, s3a.");
        assertThat(problems(MINIMAL, "store.uri=S3://bucket"))
                .containsExactly(start
                        + "one of the schemes abfs, abfss, azblob, file, gs, s3, s3a. HINT: write it in lower case");
        assertThat(problems(MINIMAL, "store.uri=file://relative/path"))
                .containsExactly(
                        start + "file:///path, with three slashes. HINT: a relative path is written without 'file:'");
        assertThat(problems(MINIMAL, "store.uri=~/x"))
                .containsExactly(
                        "--set store.uri=~/x: store.uri: Invalid value: expected a local directory, found: '~/x'. "
                                + "HINT: '~' is not expanded here, write ${HOME}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "-a", "a.", "a b", "a/b", "ä"})
    void refusesArchiveName(String name) {
        String yaml = MINIMAL.replace("archive: shop", "archive: \"" + name + "\"");

        assertThat(problems(yaml))
                .containsExactly(
                        "backup.yaml:2: archive: Invalid value: expected 1 to 100 of A-Z, a-z, 0-9, '.', '_' and '-', "
                                + "beginning with a letter or digit, not ending in a dot, found: '" + name + "'.");
    }

    @Test
    void fileMustBeReadable(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("missing.yaml");
        Path latin1 = Files.write(directory.resolve("latin1.yaml"), new byte[] {(byte) 0xe4, '\n'});

        assertThatThrownBy(() -> BackupConfig.load(missing, List.of(), name -> null))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageEndingWith("missing.yaml: Cannot read the configuration: it does not exist.");
        assertThatThrownBy(() -> BackupConfig.load(latin1, List.of(), name -> null))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageEndingWith("latin1.yaml: Cannot read the configuration: it is not UTF-8.");
        assertThatThrownBy(() -> BackupConfig.load(directory, List.of(), name -> null))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessageEndingWith(": Cannot read the configuration: IOException.");
    }

    @Test
    void newerGrammarIsRefused() {
        assertThat(problems(MINIMAL, "version=2"))
                .containsExactly("--set version=2: version: Invalid value: expected 1, found: '2'.");
    }

    @Test
    void removedKeyNamesItsSuccessor() {
        List<Option<?>> options = List.of(Option.removed("segment.maxSize", "segment.targetSize"));

        assertThatThrownBy(() -> OptionValues.load(
                        "x.yaml",
                        "segment:\n  maxSize: 1",
                        List.of(),
                        name -> null,
                        options,
                        values -> Optional.of("built")))
                .isInstanceOf(InvalidOptionsException.class)
                .hasMessage("Invalid configuration: 1 problem, nothing was started.\n"
                        + "x.yaml:2: segment.maxSize: Removed key. HINT: use 'segment.targetSize'");
    }
}
