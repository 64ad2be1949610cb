// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.config.OptionType;
import dev.varve.job.config.OptionValues.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The second table of {@code docs/configuration.md} is that of the declarations; {@code -Dvarve.regenerate=true} rewrites it. */
class RestoreReferenceTest {
    private static final Path FILE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("../docs/configuration.md");
    private static final String BEGIN = "<!-- generated: restore -->\n";
    private static final String END = "<!-- end: restore -->\n";

    @Test
    void documentHasTheDeclaredOptions() throws IOException {
        String document = Files.readString(FILE);
        String expected = document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + table(RestoreConfig.OPTIONS)
                + document.substring(document.indexOf(END));

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
        String chapter = document.substring(document.indexOf("## restore.yaml"));
        int begin = chapter.indexOf("```yaml\n") + 8;

        RestoreConfig config = RestoreText.parse(chapter.substring(begin, chapter.indexOf("```\n", begin)));

        assertThat(config.topics()).hasSize(2);
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
