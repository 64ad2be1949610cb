// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes records from a seed and their number. */
final class ShopRecords {
    private static final byte[] EMPTY = {};
    private static final int CUSTOMERS = 500;
    private static final int MEBIBYTE = 1 << 20;
    private static final List<String> COUNTRIES = List.of("DE", "FR", "IN", "JP", "BR", "US", "KE", "NZ");
    private static final List<String> NAMES = List.of("Ada", "Bjørn", "Chidi", "Dóra", "Émile", "Farah", "Li", "Nuño");
    private static final List<String> PAGES =
            List.of("/", "/search", "/cart", "/checkout", "/help", "/p/lamp", "/p/chair", "/p/desk");
    private static final List<String> ARTICLES = List.of("lamp", "chair", "desk", "shelf", "rug", "clock", "vase");

    private final long seed;
    private final long now;

    /** @param now timestamps lie in the day before it */
    ShopRecords(long seed, long now) {
        this.seed = seed;
        this.now = now;
    }

    /** JSON with headers; some names stand twice, some values are null, some records have no key. */
    SampleRecord order(int number) {
        SplittableRandom random = random("orders", number);
        int customer = random.nextInt(CUSTOMERS);
        int items = 1 + random.nextInt(4);
        StringBuilder json = new StringBuilder();
        json.append("{\"order\":")
                .append(number)
                .append(",\"customer\":\"c-")
                .append(customer)
                .append("\",\"country\":\"");
        json.append(pick(random, COUNTRIES)).append("\",\"items\":[");
        for (int i = 0; i < items; i++) {
            json.append(i == 0 ? "" : ",").append("{\"article\":\"").append(pick(random, ARTICLES));
            json.append("\",\"quantity\":").append(1 + random.nextInt(3));
            json.append(",\"cents\":").append(500 + random.nextInt(50_000)).append('}');
        }
        json.append("]}");
        byte[] key = number % 50 == 7 ? null : utf8("order-" + number);
        SampleRecord plain = new SampleRecord(number % 3, time(random), key, utf8(json.toString()))
                .with("trace", bytes(random, 16))
                .with("hop", utf8("web"))
                .with("hop", utf8("checkout"));
        return number % 4 == 0 ? plain.with("coupon", null) : plain.with("coupon", EMPTY);
    }

    /** JSON that is produced in transactions. */
    SampleRecord payment(int number) {
        SplittableRandom random = random("payments", number);
        String json = String.format(
                Locale.ROOT,
                "{\"payment\":%d,\"order\":%d,\"cents\":%d,\"method\":\"%s\"}",
                number,
                random.nextInt(1 + number),
                100 + random.nextInt(100_000),
                random.nextBoolean() ? "card" : "transfer");
        return new SampleRecord(random.nextInt(2), time(random), utf8("payment-" + number), utf8(json));
    }

    /** Some thousand updates of a few hundred customers, every eighth one a tombstone. */
    SampleRecord customer(int number) {
        SplittableRandom random = random("customers", number);
        int customer = random.nextInt(CUSTOMERS);
        byte[] value = number % 8 == 5
                ? null
                : utf8("{\"name\":\"" + pick(random, NAMES) + "\",\"country\":\"" + pick(random, COUNTRIES)
                        + "\",\"revision\":" + number + "}");
        return new SampleRecord(customer % 2, time(random), utf8("c-" + customer), value);
    }

    /** Large records without a key, every fourth one with an empty value. */
    SampleRecord audit(int number) {
        SplittableRandom random = random("audit", number);
        byte[] value = number % 4 == 3 ? EMPTY : document(random, MEBIBYTE + random.nextInt(4 * MEBIBYTE));
        return new SampleRecord(0, time(random), null, value).with("type", utf8("application/octet-stream"));
    }

    /** Half text that compresses, half bytes that do not. */
    private static byte[] document(SplittableRandom random, int length) {
        byte[] document = new byte[length];
        byte[] line = utf8("user=system action=export outcome=ok item=");
        for (int i = 0; i < length; i++) {
            boolean noise = (i >> 10) % 2 == 0;
            document[i] = noise ? (byte) random.nextInt() : line[i % line.length];
        }
        return document;
    }

    /** About 90 bytes; some without a key, some with an empty one. */
    SampleRecord click(int number) {
        SplittableRandom random = random("clicks", number);
        byte[] key = switch (number % 20) {
            case 3 -> null;
            case 4 -> EMPTY;
            default -> utf8("s-" + random.nextInt(2_000));
        };
        String value = pick(random, PAGES) + " " + pick(random, COUNTRIES) + " " + random.nextInt(100_000) + " ms "
                + Instant.ofEpochMilli(time(random)) + " " + Long.toHexString(random.nextLong());
        return new SampleRecord(random.nextInt(6), time(random), key, utf8(value));
    }

    private SplittableRandom random(String topic, int number) {
        // The first number of a generator is well mixed; seeds that differ little are not.
        long mixed = new SplittableRandom(seed + 31L * topic.hashCode()).nextLong() + number;
        return new SplittableRandom(new SplittableRandom(mixed).nextLong());
    }

    private long time(SplittableRandom random) {
        return now - random.nextLong(Duration.ofDays(1).toMillis());
    }

    private static String pick(SplittableRandom random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] bytes(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
