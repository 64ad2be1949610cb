// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The brokers that are to end with this JVM. */
final class Survivors {
    private static final Set<KafkaBroker> BROKERS = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> BROKERS.forEach(KafkaBroker::abandon), "end-brokers"));
    }

    private Survivors() {}

    static void add(KafkaBroker broker) {
        BROKERS.add(broker);
    }

    static void remove(KafkaBroker broker) {
        BROKERS.remove(broker);
    }
}
