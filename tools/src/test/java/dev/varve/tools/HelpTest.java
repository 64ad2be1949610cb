// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.job.ExitCode;
import dev.varve.tools.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    private static final Pattern DOCUMENTED = Pattern.compile("^\\| (\\d+) \\| ([^|]*) \\|.*");
    private static final Pattern IN_HELP = Pattern.compile("^ +(\\d+) +(\\S.*)");

    private static Map<String, String> documentedCodes() throws IOException {
        Map<String, String> codes = new LinkedHashMap<>();
        Path page = Path.of(System.getProperty("varve.root")).resolve("docs/cli.md");
        for (String line : Files.readAllLines(page)) {
            Matcher matcher = DOCUMENTED.matcher(line);
            if (matcher.matches()) {
                codes.put(matcher.group(1), matcher.group(2).strip());
            }
        }
        return codes;
    }

    @Test
    void tableInDocsHasEveryExitCode() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            expected.put(Integer.toString(code.code()), code.meaning());
        }

        assertThat(documentedCodes()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "check", "backup", "plan", "restore", "list", "show", "cat", "verify"})
    void helpHasExitCodesOfDocsAndExamples(String command) throws IOException {
        Outcome outcome = Cli.run(command, "--help");

        Map<String, String> documented = documentedCodes();
        List<String> codes = outcome.lines().stream()
                .dropWhile(line -> !line.equals("Exit codes:"))
                .map(IN_HELP::matcher)
                .filter(Matcher::matches)
                .peek(matcher -> assertThat(documented.get(matcher.group(1))).startsWith(matcher.group(2)))
                .map(matcher -> matcher.group(1))
                .toList();
        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(codes).contains("0", "1", "2", "130");
        assertThat(outcome.out()).contains("Examples:", "varve " + command);
        assertThat(outcome.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Test
    void rootListsCommandsInOrder() {
        Outcome outcome = Cli.run("--help");

        assertThat(outcome.exitCode()).isEqualTo(0);
        assertThat(outcome.lines().stream()
                        .dropWhile(line -> !line.equals("Commands:"))
                        .skip(1)
                        .takeWhile(line -> !line.isBlank())
                        .filter(line -> line.startsWith("  ") && !line.startsWith("   "))
                        .map(line -> line.strip().split(" +", -1)[0]))
                .containsExactly("demo", "check", "backup", "plan", "restore", "list", "show", "cat", "verify");
        assertThat(Cli.run().out()).isEqualTo(outcome.out());
        assertThat(Cli.run("--version").out()).startsWith("varve ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vrify",
                "verify --fulll",
                "verify",
                "verify --archive shop",
                "verify --store wasb://container@account/path --archive shop",
                "verify --config a.yaml --store b",
                "verify --config /does/not/exist.yaml",
                "cat orders",
                "cat orders x --store a --archive b",
                "cat orders 0 --store a --archive b --from 5 --until 5",
                "show",
                "show /does/not/exist",
                "backup",
                "restore",
                "demo --records 1999",
                "list"
            })
    void mistakesExitWith2AndHint(String line) {
        Outcome outcome = Cli.run((Object[]) line.split(" "));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("Error: ").contains("\nHINT: ");
        assertThat(outcome.err().lines()).hasSize(2);
    }

    @Test
    void stackTraceOnlyIfAsked() {
        assertThat(Cli.run("list").err()).doesNotContain("\tat ");
        assertThat(Cli.run("list", "--stacktrace").err()).contains("\tat ");
    }
}
