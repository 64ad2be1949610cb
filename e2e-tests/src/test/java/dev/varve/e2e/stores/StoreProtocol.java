// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.util.Map;

/** What a store speaks. Operations of others have the names of those of S3 that do the same. */
enum StoreProtocol {
    S3 {
        @Override
        S3Operation operation(String method, String path, Map<String, String> query, boolean copies) {
            return S3Operation.of(method, path, query, copies);
        }

        @Override
        String code(Fault fault) {
            return fault.code();
        }
    },
    AZURE_BLOB {
        @Override
        S3Operation operation(String method, String path, Map<String, String> query, boolean copies) {
            String part = query.getOrDefault("comp", "");
            return switch (method) {
                case "PUT" -> ofPut(part, copies);
                case "HEAD" -> S3Operation.HEAD_OBJECT;
                case "DELETE" -> S3Operation.DELETE_OBJECT;
                case "GET" -> ofGet(part);
                default -> S3Operation.OTHER;
            };
        }

        @Override
        String code(Fault fault) {
            return switch (fault) {
                case SLOW_DOWN -> "ServerBusy";
                case FORBIDDEN -> "AuthorizationFailure";
                case NOT_FOUND -> "BlobNotFound";
                default -> fault.code();
            };
        }
    };

    abstract S3Operation operation(String method, String path, Map<String, String> query, boolean copies);

    /** The word for a fault that the proxy answers itself. */
    abstract String code(Fault fault);

    private static S3Operation ofPut(String part, boolean copies) {
        return switch (part) {
            case "" -> copies ? S3Operation.COPY_OBJECT : S3Operation.PUT_OBJECT;
            case "block" -> S3Operation.UPLOAD_PART;
            case "blocklist" -> S3Operation.COMPLETE_UPLOAD;
            default -> S3Operation.OTHER;
        };
    }

    private static S3Operation ofGet(String part) {
        return switch (part) {
            case "" -> S3Operation.GET_OBJECT;
            case "list" -> S3Operation.LIST_OBJECTS;
            case "blocklist" -> S3Operation.LIST_PARTS;
            default -> S3Operation.OTHER;
        };
    }
}
