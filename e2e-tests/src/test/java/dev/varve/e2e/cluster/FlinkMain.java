// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Main of a process of Flink or of a store: becomes the class that is its first argument, and ends at once when its standard input does,
 * that is when the JVM of the tests dies in whatever way. The process sees this class alone, beside its own.
 */
public final class FlinkMain {
    private FlinkMain() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(FlinkMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        String[] own = Arrays.copyOfRange(args, 1, args.length);
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) own);
    }

    private static void endWithParent() {
        int read;
        try (InputStream parent = System.in) {
            read = parent.read();
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            Runtime.getRuntime().halt(1);
        }
    }
}
