// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

/** What a {@link StoreProxy} does to a request. */
public enum Fault {
    /** 500, the server is not asked. */
    SERVER_ERROR(500, "Internal Server Error", "InternalError"),
    /** 503, the server is not asked. */
    SLOW_DOWN(503, "Slow Down", "SlowDown"),
    /** 403, the server is not asked. */
    FORBIDDEN(403, "Forbidden", "AccessDenied"),
    /** 404, the server is not asked. */
    NOT_FOUND(404, "Not Found", "NoSuchKey"),
    /** The connection is reset, the server is not asked. */
    RESET(0, "", ""),
    /** The answer comes late. */
    DELAY(0, "", ""),
    /** The client gets half of the body of the answer to a GET, and then the end of the connection. */
    TRUNCATED(0, "", ""),
    /** The server does what it is asked, and the client gets a reset instead of the answer. */
    LOST_ANSWER(0, "", "");

    private final int status;
    private final String reason;
    private final String code;

    Fault(int status, String reason, String code) {
        this.status = status;
        this.reason = reason;
        this.code = code;
    }

    /** What is answered; 0 where the proxy does not answer itself. */
    int status() {
        return status;
    }

    /** Of the status line, which is all that the answer to a HEAD has. */
    String reason() {
        return reason;
    }

    String code() {
        return code;
    }

    boolean canHit(S3Operation operation) {
        return switch (this) {
            // Told of a listing it would mean that there is no bucket.
            case NOT_FOUND -> operation == S3Operation.GET_OBJECT || operation == S3Operation.HEAD_OBJECT;
            case TRUNCATED -> operation == S3Operation.GET_OBJECT;
            case LOST_ANSWER -> operation.isCommit();
            default -> true;
        };
    }
}
