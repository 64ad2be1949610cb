// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * Main of a broker's process: formats the storage if asked to, then becomes the broker. One JVM for both saves the
 * seconds that a second one takes to start. Reaches Kafka's classes by reflection: they are on the class path of this
 * process only.
 *
 * <p>The process ends at once when its standard input ends, that is when its parent dies in whatever way. One byte on
 * standard input detaches it from its parent.
 */
final class BrokerMain {
    private BrokerMain() {}

    /** Arguments: the server.properties and, to format the storage first, the cluster id. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(BrokerMain::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();

        if (args.length == 2) {
            format(args[0], args[1]);
        }
        Class.forName("kafka.Kafka").getMethod("main", String[].class).invoke(null, (Object) new String[] {args[0]});
    }

    private static void format(String properties, String clusterId) throws ReflectiveOperationException {
        String[] arguments = {"format", "-t", clusterId, "-c", properties};
        Object exitCode = Class.forName("kafka.tools.StorageTool")
                .getMethod("execute", String[].class, PrintStream.class)
                .invoke(null, arguments, System.out);
        if (!Integer.valueOf(0).equals(exitCode)) {
            throw new IllegalStateException("Cannot format the storage: exit code " + exitCode);
        }
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
