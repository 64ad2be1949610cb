// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/** A store does not answer. Trying again makes sense. */
public final class StoreUnreachableException extends IOException {
    /** By name: file systems bring their own. */
    private static final Set<String> TYPES = Set.of(
            "ConnectException",
            "ConnectTimeoutException",
            "HttpHostConnectException",
            "HttpTimeoutException",
            "HttpConnectTimeoutException",
            "NoRouteToHostException",
            "SocketTimeoutException",
            "UnknownHostException");

    private StoreUnreachableException(String location, String reason, Throwable cause) {
        super(
                "Cannot reach store " + location + ": " + reason
                        + ". HINT: check store.uri and the endpoint in store.properties, and that this machine may connect to it.",
                cause);
    }

    /** A failure behind which nobody answered, else empty. */
    static Optional<StoreUnreachableException> of(String location, Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (TYPES.contains(cause.getClass().getSimpleName())) {
                String unknown = cause instanceof UnknownHostException ? "unknown host " : "";
                return Optional.of(new StoreUnreachableException(location, unknown + words(cause), failure));
            }
        }
        return Optional.empty();
    }

    /** Java's HTTP client leaves out a message. */
    private static String words(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
