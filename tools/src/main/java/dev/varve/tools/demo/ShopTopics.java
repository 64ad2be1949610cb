// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import java.util.List;
import java.util.Map;

/** The topics of a small shop: between them they have every kind of record that a backup must keep. */
final class ShopTopics {
    static final int FEWEST_RECORDS = 2_000;

    private ShopTopics() {}

    /** @param records in all topics together, at least {@link #FEWEST_RECORDS} */
    static List<DemoTopic> all(int records, long seed, long now) {
        ShopRecords shop = new ShopRecords(seed, now);
        int orders = records / 5;
        int payments = records / 10;
        int customers = records / 20;
        int audit = 16;
        int clicks = records - orders - payments - customers - audit;
        return List.of(
                new DemoTopic(
                        "audit",
                        1,
                        Map.of("max.message.bytes", "8388608", "message.timestamp.type", "LogAppendTime"),
                        audit,
                        0,
                        shop::audit,
                        "1 to 5 MiB, empty values, broker's time"),
                new DemoTopic("clicks", 6, Map.of(), clicks, 0, shop::click, "small, null keys and empty keys"),
                new DemoTopic(
                        "customers",
                        2,
                        Map.of("cleanup.policy", "compact"),
                        customers,
                        0,
                        shop::customer,
                        "compacted, with tombstones"),
                new DemoTopic("orders", 3, Map.of(), orders, 0, shop::order, "headers: repeated names, null values"),
                new DemoTopic("payments", 2, Map.of(), payments, 40, shop::payment, "transactions"),
                new DemoTopic("returns", 2, Map.of(), 0, 0, shop::order, "empty"));
    }
}
