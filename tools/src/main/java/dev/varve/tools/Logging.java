// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import java.nio.file.Path;

/** What log4j2.xml asks for. To be set before the first logger is made. */
final class Logging {
    private Logging() {}

    /** The console shows what happens inside. */
    static void showEverything() {
        System.setProperty("varve.log.level", "info");
        System.setProperty("varve.log.others", "info");
        System.setProperty("varve.log.trace", "full");
    }

    /** Everything goes to a file, too, which is appended to. */
    static void toFile(Path file) {
        System.setProperty("varve.log.file", file.toString());
    }
}
