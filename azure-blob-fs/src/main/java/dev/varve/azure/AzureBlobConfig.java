// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;

/**
 * Limits of this file system in one process. Holds no secrets.
 *
 * @param blockSize bytes of a block
 * @param uploadParallelism blocks of one stream that are uploaded at once
 * @param uploadMemory bytes that all streams together may hold beyond their share
 * @param readAhead bytes
 * @param listPage blobs
 * @param attempts of a request
 * @param timeout of an attempt
 * @param connectTimeout until the service is reached
 */
record AzureBlobConfig(
        int blockSize,
        int uploadParallelism,
        long uploadMemory,
        int readAhead,
        int listPage,
        int attempts,
        Duration timeout,
        Duration connectTimeout) {
    /** Larger blocks would need indexes beyond an int. */
    private static final long LARGEST_BLOCK = 1L << 30;

    AzureBlobConfig {
        require(
                blockSize >= UploadBudget.SHARE,
                AzureBlobOptions.BLOCK_SIZE.key() + " between 256 kb and 1 gb, found " + blockSize + " bytes");
        require(
                uploadParallelism >= 1,
                AzureBlobOptions.UPLOAD_PARALLELISM.key() + " of at least 1, found " + uploadParallelism);
        require(
                readAhead >= 1 << 16,
                AzureBlobOptions.READ_AHEAD.key() + " between 64 kb and 1 gb, found " + readAhead + " bytes");
        require(
                listPage >= 1 && listPage <= 5000,
                AzureBlobOptions.LIST_PAGE.key() + " between 1 and 5000, found " + listPage);
        require(attempts >= 1, AzureBlobOptions.ATTEMPTS.key() + " of at least 1, found " + attempts);
        require(timeout.compareTo(Duration.ofSeconds(1)) >= 0, AzureBlobOptions.TIMEOUT.key() + " of at least 1 s");
    }

    private static void require(boolean valid, String expected) {
        if (!valid) {
            throw new IllegalConfigurationException("Invalid configuration of azblob: expected " + expected + ".");
        }
    }

    static AzureBlobConfig of(Configuration configuration) {
        return new AzureBlobConfig(
                bounded(configuration.get(AzureBlobOptions.BLOCK_SIZE).getBytes()),
                configuration.get(AzureBlobOptions.UPLOAD_PARALLELISM),
                configuration.get(AzureBlobOptions.UPLOAD_MEMORY).getBytes(),
                bounded(configuration.get(AzureBlobOptions.READ_AHEAD).getBytes()),
                configuration.get(AzureBlobOptions.LIST_PAGE),
                configuration.get(AzureBlobOptions.ATTEMPTS),
                configuration.get(AzureBlobOptions.TIMEOUT),
                configuration.get(AzureBlobOptions.CONNECT_TIMEOUT));
    }

    private static int bounded(long bytes) {
        return bytes > LARGEST_BLOCK ? 0 : Math.toIntExact(bytes);
    }
}
