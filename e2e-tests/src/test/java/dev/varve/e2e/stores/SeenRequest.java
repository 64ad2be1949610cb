// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.util.Optional;

/**
 * One request that came to a {@link StoreProxy}.
 *
 * @param path bucket and key, as they stand in the URL
 * @param range of a GET, as the header has it
 * @param sent bytes of the request's body
 * @param received bytes of the answer's body that the client was given
 * @param status what the client was answered; 0 if its connection was cut before
 */
public record SeenRequest(
        S3Operation operation,
        String path,
        Optional<String> range,
        long sent,
        long received,
        int status,
        Optional<Fault> fault) {}
