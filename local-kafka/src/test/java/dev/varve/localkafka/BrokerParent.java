// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** A program that starts two brokers, detaches the second, prints their process ids and directories, and waits to be killed. */
final class BrokerParent {
    private BrokerParent() {}

    public static void main(String[] args) throws Exception {
        CompletableFuture<KafkaBroker> other = CompletableFuture.supplyAsync(BrokerParent::start);
        KafkaBroker own = start();
        KafkaBroker detached = other.join();
        detached.detach();
        print(own);
        print(detached);
        new CountDownLatch(1).await();
    }

    private static void print(KafkaBroker broker) {
        System.out.println(broker.pid() + " " + broker.directory());
    }

    private static KafkaBroker start() {
        try {
            return KafkaBroker.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
