// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.util.Map;
import java.util.Set;

/** What a request asks of S3, by the name that permissions and bills have for it. */
public enum S3Operation {
    PUT_OBJECT(Kind.PUT),
    COPY_OBJECT(Kind.PUT),
    UPLOAD_PART(Kind.PUT),
    CREATE_UPLOAD(Kind.POST),
    COMPLETE_UPLOAD(Kind.POST),
    ABORT_UPLOAD(Kind.DELETE),
    LIST_PARTS(Kind.LIST),
    LIST_UPLOADS(Kind.LIST),
    GET_OBJECT(Kind.GET),
    HEAD_OBJECT(Kind.HEAD),
    HEAD_BUCKET(Kind.HEAD),
    LIST_OBJECTS(Kind.LIST),
    DELETE_OBJECT(Kind.DELETE),
    DELETE_OBJECTS(Kind.POST),
    OTHER(Kind.OTHER);

    /** How requests are billed and counted. */
    public enum Kind {
        PUT,
        GET,
        HEAD,
        LIST,
        POST,
        DELETE,
        OTHER
    }

    private static final Set<S3Operation> COMMITS = Set.of(PUT_OBJECT, COPY_OBJECT, COMPLETE_UPLOAD);

    private final Kind kind;

    S3Operation(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether an object is there when this has succeeded, and was not before. */
    public boolean isCommit() {
        return COMMITS.contains(this);
    }

    /** Whether it takes an object away. */
    public boolean isDelete() {
        return this == DELETE_OBJECT || this == DELETE_OBJECTS;
    }

    static S3Operation of(String method, String path, Map<String, String> query, boolean copies) {
        boolean isBucket = path.indexOf('/', 1) < 0 || path.indexOf('/', 1) == path.length() - 1;
        return switch (method) {
            case "PUT" -> ofPut(query, copies);
            case "POST" -> ofPost(query);
            case "HEAD" -> isBucket ? HEAD_BUCKET : HEAD_OBJECT;
            case "DELETE" -> query.containsKey("uploadId") ? ABORT_UPLOAD : DELETE_OBJECT;
            case "GET" -> isBucket ? ofBucket(query) : query.containsKey("uploadId") ? LIST_PARTS : GET_OBJECT;
            default -> OTHER;
        };
    }

    private static S3Operation ofPut(Map<String, String> query, boolean copies) {
        if (query.containsKey("partNumber")) {
            return UPLOAD_PART;
        }
        return copies ? COPY_OBJECT : PUT_OBJECT;
    }

    private static S3Operation ofPost(Map<String, String> query) {
        if (query.containsKey("uploads")) {
            return CREATE_UPLOAD;
        }
        if (query.containsKey("uploadId")) {
            return COMPLETE_UPLOAD;
        }
        return query.containsKey("delete") ? DELETE_OBJECTS : OTHER;
    }

    private static S3Operation ofBucket(Map<String, String> query) {
        if (query.containsKey("uploads")) {
            return LIST_UPLOADS;
        }
        return query.containsKey("list-type") || query.containsKey("prefix") || query.isEmpty() ? LIST_OBJECTS : OTHER;
    }
}
