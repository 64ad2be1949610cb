// SPDX-License-Identifier: Apache-2.0
/**
 * A Flink file system for plain Azure Blob containers: {@code azblob://container@account.blob.core.windows.net/path}. Start with
 * {@link dev.varve.azure.AzureBlobFileSystemFactory}; {@link dev.varve.azure.BlockUpload} is what makes writing exactly-once. Knows
 * nothing of Varve's archives.
 */
@NullMarked
package dev.varve.azure;

import org.jspecify.annotations.NullMarked;
