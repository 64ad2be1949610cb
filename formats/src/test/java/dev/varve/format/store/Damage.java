// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import java.util.Arrays;
import java.util.Random;

/** Ways in which bytes change, for fuzzing. */
public final class Damage {
    private Damage() {}

    /** Bytes changed in one to three ways. */
    public static byte[] random(Random random, byte[] whole) {
        byte[] bytes = whole;
        for (int i = 0; i <= random.nextInt(3); i++) {
            bytes = once(random, bytes);
        }
        return bytes;
    }

    private static byte[] once(Random random, byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(16));
        byte[] changed = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                if (bytes.length > 0) {
                    changed[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> changed = Arrays.copyOf(bytes, at);
            case 2 -> changed = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(30));
            case 3 -> {
                int from = bytes.length - length == 0 ? 0 : random.nextInt(bytes.length - length + 1);
                System.arraycopy(bytes, from, changed, at, length);
            }
            case 4 -> {
                changed = new byte[bytes.length + length];
                System.arraycopy(bytes, 0, changed, 0, at + length);
                System.arraycopy(bytes, at, changed, at + length, bytes.length - at);
            }
            default -> {
                byte[] noise = new byte[length];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, changed, at, length);
            }
        }
        return changed;
    }
}
