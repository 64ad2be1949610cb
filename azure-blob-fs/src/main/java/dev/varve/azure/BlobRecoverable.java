// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import org.apache.flink.core.fs.RecoverableWriter;

/**
 * What checkpoints keep of a stream: where it writes, and which blocks are uploaded.
 *
 * @param address its container
 * @param name of the blob
 * @param blocks uploaded, not committed by the one who made this
 */
record BlobRecoverable(ContainerAddress address, String name, StagedBlocks blocks)
        implements RecoverableWriter.ResumeRecoverable {}
