// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one run of Flink's client came to.
 *
 * @param command what stands behind {@code flink}
 */
public record Printed(List<String> command, int exitCode, String text) {

    /** @throws IOException if the client failed, with what it printed */
    Printed required() throws IOException {
        if (exitCode != 0) {
            throw new IOException(
                    "flink " + String.join(" ", command) + " ended with exit code " + exitCode + ": " + text);
        }
        return this;
    }

    /** The first group of the pattern's only match. */
    String find(String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException(
                    "flink " + String.join(" ", command) + " printed nothing like " + pattern + ": " + text);
        }
        return matcher.group(1);
    }
}
