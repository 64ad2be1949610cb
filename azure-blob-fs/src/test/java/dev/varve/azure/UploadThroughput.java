// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlockBlobOutputStreamOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;

/**
 * A program that measures one recoverable stream against the upload of Azure's own library, the same bytes in the same blocks, on
 * Azurite. Arguments: MiB of a file, rounds, and {@code stream} or {@code library} to have one of them only.
 */
final class UploadThroughput {
    private static final int MIB = 1 << 20;
    private static final int STEP = 1 << 18;

    private final BlobContainerClient client;
    private final FileSystem files;
    private final String container;
    private final long length;
    private final byte[] content = new byte[16 * MIB];

    private UploadThroughput(String container, long length) throws Exception {
        this.container = container;
        this.length = length;
        client = FileSystems.client(container);
        files = FileSystems.open(container);
        new Random(1).nextBytes(content);
    }

    public static void main(String[] arguments) throws Exception {
        UploadThroughput upload = new UploadThroughput(FileSystems.newContainer(), Long.parseLong(arguments[0]) * MIB);
        if (arguments.length > 2) {
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                boolean byStream = arguments[2].equals("stream");
                upload.measure(arguments[2], byStream ? upload::byStream : upload::byLibrary);
            }
            System.exit(0);
        }
        List<Double> rates = new ArrayList<>();
        upload.measure("library (warm-up)", upload::byLibrary);
        upload.measure("stream  (warm-up)", upload::byStream);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            double library = upload.measure("library", upload::byLibrary);
            double stream = upload.measure("stream ", upload::byStream);
            rates.add(stream / library);
        }
        Collections.sort(rates);
        System.out.println(String.format(
                Locale.ROOT,
                "rate of the stream / of the library: median %.2f, %.2f to %.2f",
                rates.get(rates.size() / 2),
                rates.get(0),
                rates.get(rates.size() - 1)));
        System.exit(0);
    }

    /** Uploads a file of the name. */
    @FunctionalInterface
    private interface Upload {
        void run(String name) throws IOException;
    }

    private void byStream(String name) throws IOException {
        RecoverableFsDataOutputStream stream = files.createRecoverableWriter().open(FileSystems.path(container, name));
        write(stream);
        stream.closeForCommit().commit();
    }

    private void byLibrary(String name) throws IOException {
        ParallelTransferOptions transfer = new ParallelTransferOptions()
                .setBlockSizeLong(8L * MIB)
                .setMaxConcurrency(4)
                .setMaxSingleUploadSizeLong(8L * MIB);
        try (OutputStream out = client.getBlobClient(name)
                .getBlockBlobClient()
                .getBlobOutputStream(new BlockBlobOutputStreamOptions().setParallelTransferOptions(transfer))) {
            write(out);
        }
    }

    private void write(OutputStream out) throws IOException {
        for (long at = 0; at < length; at += STEP) {
            out.write(content, (int) (at % content.length), STEP);
        }
    }

    /** MiB per second. */
    private double measure(String side, Upload upload) throws Exception {
        long start = System.nanoTime();
        upload.run("file");
        double seconds = (System.nanoTime() - start) / 1e9;
        if (client.getBlobClient("file").getProperties().getBlobSize() != length) {
            throw new IllegalStateException("Not all bytes are there");
        }
        client.getBlobClient("file").delete();
        double rate = length / seconds / MIB;
        System.out.println(String.format(Locale.ROOT, "%s: %.0f MiB/s", side, rate));
        return rate;
    }
}
