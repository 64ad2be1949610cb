// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.config.OptionValues.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/configuration.md} are those of the declarations; {@code -Dvarve.regenerate=true} rewrites them. */
class ConfigReferenceTest {
    private static final Path FILE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../docs/configuration.md");

    @Test
    void documentHasTheDeclaredOptions() throws IOException {
        String document = Files.readString(FILE);
        String expected = withTable(document, "backup", table(BackupConfig.OPTIONS));

        if (Boolean.getBoolean("varve.regenerate")) {
            Files.writeString(FILE, expected);
            return;
        }

        assertThat(document)
                .as("docs/configuration.md; -Dvarve.regenerate=true rewrites it")
                .isEqualTo(expected);
    }

    @Test
    void exampleOfTheDocumentIsValid() throws IOException {
        String document = Files.readString(FILE);
        String yaml = document.substring(
                document.indexOf("```yaml\n") + 8, document.indexOf("```\n\n<!-- generated: backup"));

        BackupConfig config = ConfigText.parse(yaml);

        assertThat(config.topics().rules()).hasSize(3);
    }

    /** Replaces what stands between the two marks of a name. */
    private static String withTable(String document, String name, String table) {
        String begin = "<!-- generated: " + name + " -->\n";
        String end = "<!-- end: " + name + " -->\n";
        int from = document.indexOf(begin) + begin.length();
        int to = document.indexOf(end);
        assertThat(from > begin.length() && to >= from).as("marks of " + name).isTrue();
        return document.substring(0, from) + table + document.substring(to);
    }

    private static String table(List<Option<?>> options) {
        StringBuilder table = new StringBuilder("| Key | Type | Default | What it does |\n|---|---|---|---|\n");
        append(table, options, "");
        return table.toString();
    }

    private static void append(StringBuilder table, List<Option<?>> options, String prefix) {
        for (Option<?> option : options) {
            String standIn = switch (option.presence()) {
                case REQUIRED -> "**required**";
                case DEFAULTED -> "`" + option.standIn() + "`";
                case OPTIONAL -> option.standIn();
                case REMOVED -> "removed, use `" + option.standIn() + "`";
            };
            String row = String.join(
                    " | ", "`" + prefix + option.path() + "`", option.type().label(), standIn, option.description());
            table.append("| ").append(row).append(" |\n");
            if (option.type() instanceof OptionType.ObjectList list) {
                append(table, list.options(), prefix + option.path() + "[].");
            }
        }
    }
}
