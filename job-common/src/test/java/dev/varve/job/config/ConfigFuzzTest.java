// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Repeat a failure with {@code -Dvarve.seed=N}; {@code -Dvarve.rounds=N} tries longer. */
class ConfigFuzzTest {
    private static final List<String> PIECES = List.of(
            "version",
            "archive",
            "source",
            "topics",
            "topic",
            "pattern",
            "store",
            "uri",
            "segment",
            "properties",
            ": ",
            ":",
            "\n",
            "\n  ",
            "\n    ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            "\"",
            "#",
            "&a ",
            "*a ",
            "!t ",
            "!!str ",
            "|",
            ">",
            "? ",
            "<<",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "${A}",
            "${A:b}",
            "$${",
            "${",
            "\t",
            "~",
            "null",
            "1",
            "08",
            "128MiB",
            "60s",
            "a:1",
            "s3://b",
            "\u0000",
            "\u00e4",
            "\ud83d\ude00",
            "\\",
            "\\x",
            "=",
            "@",
            "`");

    @Test
    void onlyInvalidOptionsAreEverThrown() {
        long seed = Long.getLong("varve.seed", System.nanoTime());
        Random random = new Random(seed);

        for (int i = 0; i < Integer.getInteger("varve.rounds", 3_000); i++) {
            String yaml = i % 2 == 0 ? pieces(random) : mutated(random);
            String override = random.nextInt(4) == 0 ? pieces(random) : "archive=a";
            try {
                BackupConfig.parse("f.yaml", yaml, List.of(override), Map.of("A", "canary")::get);
            } catch (InvalidOptionsException e) {
                assertThat(e.problems()).isNotEmpty();
                assertThat(e).as("seed=" + seed + " round=" + i).hasMessageNotContaining("canary");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed=" + seed + " round=" + i + " override=" + override + "\n" + yaml, e);
            }
        }
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        int count = random.nextInt(60);
        for (int i = 0; i < count; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String mutated(Random random) {
        StringBuilder text =
                new StringBuilder(ConfigText.MINIMAL + "topics:\n  - topic: a\n  - {pattern: 'b.*', exclude: bc}\n");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(text.length());
            text.replace(
                    at, Math.min(text.length(), at + random.nextInt(4)), PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
