// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Blocks of a blob that are uploaded, in their order.
 *
 * @param attempts who uploaded them; those of one attempt are numbered from 0
 * @param length bytes of all of them
 */
record StagedBlocks(List<Attempt> attempts, long length) {
    static final StagedBlocks NONE = new StagedBlocks(List.of(), 0);

    /** What Azure keeps for a blob at most. */
    static final int MOST = 50_000;

    private static final SecureRandom RANDOM = new SecureRandom();

    StagedBlocks {
        attempts = List.copyOf(attempts);
        if (length < 0) {
            throw new IllegalArgumentException("Invalid length of blocks: " + length + ", need at least 0");
        }
    }

    /**
     * One stream from its opening or recovery on. Its name is random, so that two attempts at one blob, one of which may not know that
     * it has been given up, never upload under one id.
     *
     * @param high first half of the name
     * @param low second half
     * @param blocks how many of its blocks count
     */
    record Attempt(long high, long low, int blocks) {
        Attempt {
            if (blocks < 0 || blocks > MOST) {
                throw new IllegalArgumentException("Invalid count of blocks: " + blocks + ", need 0 to " + MOST);
            }
        }

        static Attempt begin() {
            return new Attempt(RANDOM.nextLong(), RANDOM.nextLong(), 0);
        }

        Attempt withOneMore() {
            return new Attempt(high, low, blocks + 1);
        }

        /** All ids of one blob must be of one length. */
        String id(int number) {
            ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES);
            bytes.putLong(high).putLong(low).putInt(number);
            return Base64.getEncoder().encodeToString(bytes.array());
        }
    }

    int count() {
        return attempts.stream().mapToInt(Attempt::blocks).sum();
    }

    /** Ids in the order of the bytes. */
    List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Attempt attempt : attempts) {
            for (int i = 0; i < attempt.blocks(); i++) {
                ids.add(attempt.id(i));
            }
        }
        return ids;
    }

    /** With what an attempt has added. */
    StagedBlocks with(Attempt attempt, long bytes) {
        if (attempt.blocks() == 0) {
            return this;
        }
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(attempt);
        return new StagedBlocks(all, length + bytes);
    }
}
