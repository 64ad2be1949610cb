// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * A report on any of Flink's file systems. A report of an earlier run is replaced, as a whole: readers see the old one or the new one,
 * or for a moment none, where a file system cannot rename onto a file.
 */
public final class ReportFile {
    private final URI uri;

    public ReportFile(URI uri) {
        this.uri = uri;
    }

    /** Writes the report as JSON. */
    public void write(RestoreReport report) throws IOException {
        write(ReportJson.of(report));
    }

    void write(String text) throws IOException {
        Path path = new Path(uri);
        Path parent = path.getParent();
        Path temporary = new Path(parent, "." + path.getName() + "." + UUID.randomUUID() + ".tmp");
        FileSystem files = FileSystem.get(uri);
        try {
            files.mkdirs(parent);
            try (FSDataOutputStream out = files.create(temporary, WriteMode.NO_OVERWRITE)) {
                out.write(text.getBytes(UTF_8));
            }
            publish(files, temporary, path);
        } catch (IOException e) {
            delete(files, temporary, e);
            throw new IOException(
                    "Cannot write the report to " + path + ": " + e.getMessage()
                            + ". HINT: the restore itself is not touched by this; set report to a place that can be written and"
                            + " start the same restore again.",
                    e);
        }
    }

    private static void publish(FileSystem files, Path temporary, Path path) throws IOException {
        if (files.isDistributedFS() && files.exists(path)) {
            files.delete(path, false);
        }
        if (!files.rename(temporary, path)) {
            throw new IOException("cannot rename " + temporary.getName());
        }
    }

    private static void delete(FileSystem files, Path temporary, IOException failure) {
        try {
            files.delete(temporary, false);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
