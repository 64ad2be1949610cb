// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/**
 * Which container of which account a URI means.
 *
 * @param container its name
 * @param host of the account's blobs, with a port if the URI has one
 */
record ContainerAddress(String container, String host) {
    static final String SCHEME = "azblob";

    private static final String EXPECTED = SCHEME + "://<container>@<account>.blob.core.windows.net/<path>";

    /**
     * Reads it from the URI of a file or file system. What a URI has in the place of a password or a query is not repeated: it may be a
     * secret.
     *
     * @throws IOException if the URI names no container or account, or holds a secret
     */
    static ContainerAddress of(URI uri) throws IOException {
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        int at = authority.lastIndexOf('@');
        String container = at < 0 ? "" : authority.substring(0, at);
        String host = authority.substring(at + 1);
        if (uri.getRawQuery() != null || container.indexOf(':') >= 0) {
            throw new IOException("Invalid URI of a container: it holds more than " + EXPECTED
                    + ". HINT: a SAS token belongs into the configuration as " + AzureBlobOptions.SAS_TOKEN.key()
                    + ", never into a URI.");
        }
        if (container.isEmpty() || host.isEmpty() || host.startsWith(":")) {
            throw new IOException("Invalid URI of a container: expected " + EXPECTED + ", found: " + SCHEME + "://"
                    + authority + ". HINT: of the container's URL https://<account>.blob.core.windows.net/<container>"
                    + " the container comes first, then an @, then the host.");
        }
        return new ContainerAddress(container, host);
    }

    /** The first label of the host. */
    String account() {
        return host.split("[.:]", 2)[0];
    }

    URI uri() {
        return URI.create(toString() + "/");
    }

    /** What messages call a blob. */
    String place(String name) {
        return this + "/" + name;
    }

    @Override
    public String toString() {
        return SCHEME + "://" + container + "@" + host;
    }
}
