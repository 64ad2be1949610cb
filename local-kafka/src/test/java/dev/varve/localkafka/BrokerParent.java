// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.util.concurrent.CountDownLatch;

/** A program that starts a broker, prints its process id and directory, and waits to be killed. */
final class BrokerParent {
    private BrokerParent() {}

    /** With the argument {@code detach}, detaches the broker. */
    public static void main(String[] args) throws Exception {
        KafkaBroker broker = KafkaBroker.start();
        if (args.length == 1 && args[0].equals("detach")) {
            broker.detach();
        }
        System.out.println(broker.pid() + " " + broker.directory());
        new CountDownLatch(1).await();
    }
}
