// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.ArchiveException;
import dev.varve.format.store.Damage;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged JSON objects are read identically, or refused with an error that names the object. */
class JsonFuzzTest {
    private static final int CASES_PER_OBJECT = 4000;

    private final long seed = Long.getLong("varve.seed", 20260201);
    private int refused;

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        for (JsonObjects.Sample sample : JsonObjects.all().values()) {
            for (int bit = 0; bit < sample.bytes().length * 8; bit++) {
                byte[] damaged = sample.bytes().clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                int before = refused;

                check(sample, damaged, false, "bit " + bit);

                assertThat(refused).as("bit %d of %s", bit, sample.objectName()).isEqualTo(before + 1);
            }
        }
    }

    @Test
    void damageWithWrongChecksumIsRefused() throws IOException {
        fuzz(false);
    }

    @Test
    void damageWithRepairedChecksumIsRefusedOrReadAsSomethingValid() throws IOException {
        fuzz(true);

        assertThat(refused).isGreaterThan(CASES_PER_OBJECT * 3);
    }

    private void fuzz(boolean repaired) throws IOException {
        for (JsonObjects.Sample sample : JsonObjects.all().values()) {
            for (int i = 0; i < CASES_PER_OBJECT; i++) {
                Random random = new Random(seed + i);
                byte[] whole = repaired ? Arrays.copyOf(sample.bytes(), sample.bytes().length - 21) : sample.bytes();
                byte[] damaged = Damage.random(random, whole);
                check(sample, repaired ? SmallObjectJsonTest.seal(damaged) : damaged, repaired, "seed " + (seed + i));
            }
        }
    }

    /** With a repaired checksum the object may say something else, which must be readable again after writing. */
    private void check(JsonObjects.Sample sample, byte[] damaged, boolean mayDiffer, String what) throws IOException {
        try {
            Object read = sample.decoder().decode(sample.objectName(), damaged);
            if (!mayDiffer) {
                assertThat(read).as(what).isEqualTo(sample.value());
            }
        } catch (ArchiveException e) {
            refused++;
            assertThat(e.getMessage()).as(what).contains(sample.objectName()).contains("at byte position ");
        }
    }
}
