// SPDX-License-Identifier: Apache-2.0
package dev.varve.job.store;

import dev.varve.format.MissingObjectException;
import dev.varve.format.store.StoredObject;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/** An object of a Flink file system. After a failed read it is opened anew: a stream that failed once may be anywhere. */
final class FlinkStoredObject implements StoredObject {
    private final Place place;
    private final Opener opener;
    private final StoreRetries retries;
    private @Nullable FSDataInputStream stream;

    /** Which object it is, of which store, and its length. */
    record Place(String name, String location, long length) {}

    /** Opens a stream at the object's first byte. */
    @FunctionalInterface
    interface Opener {
        FSDataInputStream open() throws IOException;
    }

    private FlinkStoredObject(Place place, Opener opener, StoreRetries retries) {
        this.place = place;
        this.opener = opener;
        this.retries = retries;
    }

    /**
     * Opens the object.
     *
     * @throws MissingObjectException if it is not there (any more)
     */
    static FlinkStoredObject open(Place place, Opener opener, StoreRetries retries) throws IOException {
        FlinkStoredObject object = new FlinkStoredObject(place, opener, retries);
        object.attempt("open", object::opened);
        return object;
    }

    @Override
    public String name() {
        return place.name();
    }

    @Override
    public long length() {
        return place.length();
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (position < 0) {
            throw new IndexOutOfBoundsException("Invalid position: need at least 0, found: " + position);
        }
        if (position + count > length()) {
            throw new EOFException("Cannot read " + name() + " at position " + position + ": expected " + count
                    + " bytes, the object has " + length());
        }
        attempt("read", () -> {
            try {
                read(opened(), position, target, offset, count);
                return true;
            } catch (IOException | RuntimeException e) {
                closeAfter(e);
                throw e;
            }
        });
    }

    private <T> void attempt(String what, StoreRetries.Call<T> call) throws IOException {
        String asked = what + " " + name();
        try {
            retries.call(asked, () -> StoreFailure.told(place.location(), asked, call));
        } catch (FileNotFoundException e) {
            MissingObjectException missing = new MissingObjectException(name(), place.location());
            missing.addSuppressed(e);
            throw missing;
        }
    }

    private FSDataInputStream opened() throws IOException {
        FSDataInputStream open = stream;
        if (open == null) {
            open = opener.open();
            stream = open;
        }
        return open;
    }

    private void read(FSDataInputStream in, long position, byte[] target, int offset, int count) throws IOException {
        if (in.getPos() != position) {
            in.seek(position);
        }
        for (int done = 0; done < count; ) {
            int read = in.read(target, offset + done, count - done);
            if (read < 0) {
                throw new EOFException("Cannot read " + name() + " at position " + (position + done) + ": expected "
                        + (count - done) + " more bytes, found the end");
            }
            done += read;
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() throws IOException {
        FSDataInputStream open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
