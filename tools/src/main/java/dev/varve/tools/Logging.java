// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/** Sets what log4j2.xml asks for. */
final class Logging {
    private Logging() {}

    /** The console shows what happens inside. To be called before the first logger is made. */
    static void showEverything() {
        System.setProperty("varve.log.level", "info");
        System.setProperty("varve.log.others", "info");
        System.setProperty("varve.log.coordinator", "info");
        System.setProperty("varve.log.trace", "full");
    }

    /** Everything goes to a file, too, which is appended to. */
    static void toFile(Path file) {
        System.setProperty("varve.log.file", file.toString());
        Configurator.reconfigure();
    }
}
