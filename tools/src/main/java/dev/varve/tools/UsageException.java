// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools;

/** The command cannot begin because of what was asked. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param hint what to do, without a full stop */
    UsageException(String message, String hint) {
        super(message + " HINT: " + hint);
    }
}
