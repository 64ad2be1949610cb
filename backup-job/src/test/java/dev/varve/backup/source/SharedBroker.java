// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup.source;

import dev.varve.localkafka.KafkaBroker;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One broker for all tests of this JVM that do not stop it. Ends with the JVM. */
final class SharedBroker {
    private static @Nullable KafkaBroker broker;

    private SharedBroker() {}

    static synchronized KafkaBroker get() throws IOException, InterruptedException {
        if (broker == null) {
            broker = KafkaBroker.start();
        }
        return broker;
    }
}
