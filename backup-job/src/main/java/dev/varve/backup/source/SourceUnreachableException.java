// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import java.io.IOException;

/** The source cluster does not answer. Trying again makes sense. */
public final class SourceUnreachableException extends IOException {
    private final String bootstrapServers;

    SourceUnreachableException(String bootstrapServers, Throwable cause) {
        super(
                "Cannot reach the source cluster at " + bootstrapServers + ": " + cause.getMessage()
                        + ". HINT: check source.bootstrapServers, and security.protocol and credentials in source.properties; a "
                        + "listener with the wrong protocol looks like one that is down.",
                cause);
        this.bootstrapServers = bootstrapServers;
    }

    /** What the configuration says. */
    public String bootstrapServers() {
        return bootstrapServers;
    }
}
