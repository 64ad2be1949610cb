// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.security;

import java.util.Locale;

/** How a client says who it is. */
enum Mechanism {
    SCRAM("PASSWORDS"),
    PLAIN("PASSWORDS"),
    MUTUAL_TLS("MUTUAL");

    private final String listener;

    Mechanism(String listener) {
        this.listener = listener;
    }

    /** The broker's listener that takes it. */
    String listener() {
        return listener;
    }

    /** A user of its own for each. */
    String user(String role) {
        return role + "-by-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
