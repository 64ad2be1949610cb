// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.job.config.InvalidOptionsException;
import dev.varve.job.config.InvalidOptionsException.Problem;
import java.util.List;
import java.util.Map;

/** Configuration texts for tests. */
final class RestoreText {
    static final String MINIMAL = """
            version: 1
            archive: shop
            id: shop-to-staging
            target: {bootstrapServers: "localhost:9093"}
            store: {uri: "s3://bucket/backups"}
            """;

    private RestoreText() {}

    static RestoreConfig parse(String yaml, String... overrides) {
        return RestoreConfig.parse("restore.yaml", yaml, List.of(overrides), Map.of("BROKER", "kafka:9092")::get);
    }

    /** Parses the minimal configuration, which has five lines, with more lines below. */
    static RestoreConfig parseWith(String lines, String... overrides) {
        return parse(MINIMAL + lines, overrides);
    }

    static List<String> problems(String yaml, String... overrides) {
        return catchThrowableOfType(InvalidOptionsException.class, () -> parse(yaml, overrides)).problems().stream()
                .map(Problem::toString)
                .toList();
    }

    /** What is wrong with lines from line 6 on. */
    static List<String> problemsWith(String lines, String... overrides) {
        return problems(MINIMAL + lines, overrides);
    }

    /** What is wrong with a line in {@code target}. */
    static List<String> targetProblems(String line, String... overrides) {
        String yaml = """
                version: 1
                archive: shop
                id: shop-to-staging
                store: {uri: "s3://bucket/backups"}
                target:
                  bootstrapServers: localhost:9093
                """;
        return problems(yaml + "  " + line, overrides);
    }
}
