// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

/** Whether a person looks at what is written to standard error. */
final class Terminal {
    private Terminal() {}

    /** The launcher knows and says so: the JDK cannot tell. */
    static boolean isPresent() {
        return Boolean.getBoolean("varve.terminal");
    }
}
