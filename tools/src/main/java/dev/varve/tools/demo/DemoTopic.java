// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.util.Map;

/**
 * A topic of the demo. Its records are a function of their number, so that the expected side can make them again instead of
 * keeping them.
 *
 * @param configs of the topic at the broker
 * @param records how many are sent, those of aborted transactions included
 * @param transactionSize records per transaction; 0: no transactions
 * @param about what is special, for the report
 */
record DemoTopic(
        String name,
        int partitions,
        Map<String, String> configs,
        int records,
        int transactionSize,
        SampleMaker maker,
        String about) {

    private static final int ABORT_EVERY = 7;

    DemoTopic {
        configs = Map.copyOf(configs);
    }

    /** The record with this number, always the same. */
    SampleRecord record(int number) {
        return maker.make(number);
    }

    boolean isTransactional() {
        return transactionSize > 0;
    }

    /** Whether the transaction that holds this record is aborted. */
    boolean isAborted(int number) {
        return isTransactional() && number / transactionSize % ABORT_EVERY == 3;
    }

    /** Whether the broker replaces timestamps by its own. */
    boolean hasBrokerTime() {
        return "LogAppendTime".equals(configs.get("message.timestamp.type"));
    }

    /** Makes the record with a number; the same number gives equal records. */
    interface SampleMaker {
        SampleRecord make(int number);
    }
}
