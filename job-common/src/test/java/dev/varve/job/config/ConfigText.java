// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.job.config.InvalidOptionsException.Problem;
import java.util.List;
import java.util.Map;

/** Configuration texts for tests. */
final class ConfigText {
    static final String MINIMAL = """
            version: 1
            archive: shop
            source: {bootstrapServers: "localhost:9092"}
            store: {uri: "s3://bucket/backups"}
            """;

    private ConfigText() {}

    static BackupConfig parse(String yaml, String... overrides) {
        return BackupConfig.parse(
                "backup.yaml", yaml, List.of(overrides), Map.of("BROKER", "kafka:9092", "EMPTY", "")::get);
    }

    /** Parses the minimal configuration, which has four lines, with more lines below. */
    static BackupConfig parseWith(String lines, String... overrides) {
        return parse(MINIMAL + lines, overrides);
    }

    static List<String> problems(String yaml, String... overrides) {
        return catchThrowableOfType(InvalidOptionsException.class, () -> parse(yaml, overrides)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    /** What is wrong with lines from line 5 on. */
    static List<String> problemsWith(String lines, String... overrides) {
        return problems(MINIMAL + lines, overrides);
    }
}
