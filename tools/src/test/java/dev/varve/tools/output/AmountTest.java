// SPDX-License-Identifier: Apache-2.0
package dev.varve.tools.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void scalesBytes() {
        assertThat(Amount.bytes(0)).isEqualTo("0 B");
        assertThat(Amount.bytes(1023)).isEqualTo("1023 B");
        assertThat(Amount.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Amount.bytes(1024 * 1024 - 1)).isEqualTo("1.0 MiB");
        assertThat(Amount.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }

    @Test
    void countsThings() {
        assertThat(Amount.count(1, "record")).isEqualTo("1 record");
        assertThat(Amount.count(1_234_567, "record")).isEqualTo("1,234,567 records");
    }

    @Test
    void showsAnyTimestampThatKafkaTakes() {
        assertThat(Amount.second(0)).isEqualTo("1970-01-01 00:00:00");
        assertThat(Amount.minute(-1)).isEqualTo("1969-12-31 23:59");
        assertThat(Amount.second(Long.MIN_VALUE)).isEqualTo("-292275055-05-16 16:47:04");
    }

    @Test
    void showsDurations() {
        assertThat(Amount.duration(Duration.ofMillis(1_240))).isEqualTo("1.2 s");
        assertThat(Amount.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Amount.duration(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
        assertThat(Amount.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    }

    @Test
    void isTheSameInEveryLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(Amount.count(1_234)).isEqualTo("1,234");
            assertThat(Amount.ratio(10, 4)).isEqualTo("2.50");
            assertThat(Amount.minute(0)).isEqualTo("1970-01-01 00:00");
        } finally {
            Locale.setDefault(before);
        }
    }
}
