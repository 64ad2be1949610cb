// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.specialized.BlockBlobClient;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches ranges of a blob, by requests that take the way of all others through the client library: logged in, and made again where the
 * service is busy. The library's own download is not used: on Java's HTTP client it gives up where it should ask again.
 */
final class BlobDownload {
    private static final Logger LOG = LoggerFactory.getLogger(BlobDownload.class);
    private static final HttpHeaderName VERSION = HttpHeaderName.fromString("x-ms-version");
    private static final HttpHeaderName RANGE = HttpHeaderName.fromString("x-ms-range");
    private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
    private static final int PARTIAL = 206;

    private final Container container;
    private final AzureBlobInputStream.Opened blob;
    private final int attempts;
    private final HttpPipeline pipeline;
    private final String url;
    private final String version;

    BlobDownload(Container container, AzureBlobInputStream.Opened blob, int attempts) {
        this.container = container;
        this.blob = blob;
        this.attempts = attempts;
        BlockBlobClient client = container.blob(blob.name());
        pipeline = client.getHttpPipeline();
        url = client.getBlobUrl();
        version = client.getServiceVersion().getVersion();
    }

    /**
     * Reads a range. Where an answer ends too early, the rest is asked for.
     *
     * @throws IOException if the blob is not there, is no longer what was opened, or cannot be read in so many attempts
     */
    void read(long position, byte[] target, int offset, int length) throws IOException {
        Sink sink = new Sink(target, offset, length);
        for (int attempt = 1; sink.received < length; attempt++) {
            long from = position + sink.received;
            Exception cut = request(from, position + length, sink);
            if (Thread.currentThread().isInterrupted() && cut != null) {
                throw container.failure("read", blob.name(), new InterruptedException().initCause(cut));
            }
            if (sink.received < length && attempt >= attempts) {
                throw new EOFException("Cannot read " + container.address().place(blob.name())
                        + ": the answer to a request for " + (position + length - from) + " bytes from position " + from
                        + " ended after " + (position + sink.received - from) + " (" + cut
                        + "). HINT: look at the network between here and the store.");
            }
            if (sink.received < length) {
                LOG.debug("asking for the rest of {} from position {}", blob.name(), position + sink.received, cut);
            }
        }
    }

    /** What ended the answer too early, if anything did. */
    private @Nullable Exception request(long from, long to, Sink sink) throws IOException {
        HttpRequest request = new HttpRequest(HttpMethod.GET, url)
                .setHeader(VERSION, version)
                // Without it the library signs the word null.
                .setHeader(HttpHeaderName.CONTENT_LENGTH, "0")
                .setHeader(RANGE, "bytes=" + from + "-" + (to - 1))
                .setHeader(HttpHeaderName.IF_MATCH, blob.version());
        HttpResponse opened = container.request("read", blob.name(), () -> pipeline.sendSync(request, Context.NONE));
        try (HttpResponse answer = opened) {
            int status = answer.getStatusCode();
            if (status != PARTIAL) {
                throw container.refusal("read", blob.name(), status, answer.getHeaderValue(ERROR_CODE));
            }
            return transmit(answer, sink);
        }
    }

    private static @Nullable Exception transmit(HttpResponse answer, Sink sink) {
        try {
            answer.writeBodyTo(sink);
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    /** Puts what comes where it is wanted, without another copy. */
    private static final class Sink implements WritableByteChannel {
        private final byte[] target;
        private final int offset;
        private final int limit;
        private int received;

        Sink(byte[] target, int offset, int limit) {
            this.target = target;
            this.offset = offset;
            this.limit = limit;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int count = source.remaining();
            if (count > limit - received) {
                throw new IOException("More than the " + limit + " bytes that were asked for");
            }
            source.get(target, offset + received, count);
            received += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
