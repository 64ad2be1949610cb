// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.cluster;

import java.io.IOException;

/** The target cluster does not answer. Trying again makes sense. */
public final class TargetUnreachableException extends IOException {
    private final String bootstrapServers;

    public TargetUnreachableException(String bootstrapServers, Throwable cause) {
        super(
                "Cannot reach the target cluster at " + bootstrapServers + ": " + cause.getMessage()
                        + ". HINT: check target.bootstrapServers, and security.protocol and credentials in target.properties; a "
                        + "listener with the wrong protocol looks like one that is down.",
                cause);
        this.bootstrapServers = bootstrapServers;
    }

    /** What the configuration says. */
    public String bootstrapServers() {
        return bootstrapServers;
    }
}
