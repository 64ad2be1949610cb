// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.varve.format.ArchiveException;
import dev.varve.format.store.Damage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged manifests are read identically, or refused with an error that names object, position and cause. */
class ManifestFuzzTest {
    private static final String NAME = "manifests/2026-02-02/x.vmf";
    private static final int CASES = 10_000;
    private static final int HEADER = 100;

    private final long seed = Long.getLong("varve.seed", 20260201);
    private final byte[] payload;
    private final byte[] whole;
    private final List<String> expected;

    ManifestFuzzTest() throws IOException {
        payload = ManifestBytes.payload(List.of(), ManifestBytes.entries());
        whole = ManifestBytes.manifest(ManifestBytes.COMMIT, 3, payload);
        expected = ManifestBytes.read(NAME, whole);
    }

    /** Whether the object was refused; if it was read, then as before. */
    private boolean refused(byte[] damaged, String what) throws IOException {
        try {
            assertThat(ManifestBytes.read(NAME, damaged)).as(what).isEqualTo(expected);
            return false;
        } catch (ArchiveException e) {
            assertThat(e.getMessage()).as(what).contains(NAME).contains(" at byte position ");
            return true;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
    }

    @Test
    void everyFlippedBitIsRefused() throws IOException {
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));

            assertThat(refused(damaged, "bit " + bit)).as("bit %d", bit).isTrue();
        }
    }

    @Test
    void anyDamageIsRefusedOrDoesNotMatter() throws IOException {
        for (int i = 0; i < CASES; i++) {
            refused(Damage.random(new Random(seed + i), whole), "seed " + (seed + i));
        }
    }

    @Test
    void damagedHeaderWithRepairedChecksumIsRefusedOrDoesNotMatter() throws IOException {
        String rest = String.join("\n", expected.subList(1, expected.size()));
        for (int i = 0; i < CASES; i++) {
            String what = "seed " + (seed + i);
            Random random = new Random(seed + i);
            byte[] damaged = whole.clone();
            for (int k = 0; k <= random.nextInt(2); k++) {
                damaged[random.nextInt(HEADER - 4)] = (byte) (1 << random.nextInt(8));
            }
            ManifestTest.resealHeader(damaged);
            try {
                List<String> read = ManifestBytes.read(NAME, damaged);
                assertThat(String.join("\n", read.subList(1, read.size())))
                        .as(what)
                        .isEqualTo(rest);
            } catch (ArchiveException e) {
                assertThat(e.getMessage()).as(what).contains(NAME).contains(" at byte position ");
            }
        }
    }

    /** The payload's own fields; the footers in it have checksums of their own. */
    @Test
    void damagedPayloadWithRepairedChecksumsIsRefusedOrReadWithoutHarm() throws IOException {
        int refused = 0;
        for (int i = 0; i < CASES / 3; i++) {
            String what = "seed " + (seed + i);
            byte[] damaged = Damage.random(new Random(seed + i), payload);
            try {
                List<String> read = ManifestBytes.read(NAME, ManifestBytes.manifest(ManifestBytes.COMMIT, 3, damaged));
                assertThat(read).as(what).hasSize(4);
            } catch (ArchiveException e) {
                refused++;
                assertThat(e.getMessage()).as(what).contains(NAME).contains(" at byte position ");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            }
        }
        assertThat(refused).isGreaterThan(CASES / 6);
    }

    @Test
    void damagedFrameWithRepairedChecksumIsRefusedOrReadWithoutHarm() throws IOException {
        byte[] stored = Zstd.compress(payload, 3);
        for (int i = 0; i < CASES; i++) {
            String what = "seed " + (seed + i);
            byte[] damaged = Damage.random(new Random(seed + i), stored);
            try {
                ManifestBytes.read(NAME, ManifestBytes.sealed(ManifestBytes.COMMIT, 3, payload.length, damaged));
            } catch (ArchiveException e) {
                assertThat(e.getMessage()).as(what).contains(NAME).contains(" at byte position ");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            }
        }
    }
}
