// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.stores;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** Decides which requests are hit, and by what. Called by many threads, one at a time. */
@FunctionalInterface
public interface Faults {
    Faults NONE = (operation, path) -> Optional.empty();

    Optional<Fault> next(S3Operation operation, String path);

    /** Hits so many of a thousand requests with one of these faults that can hit it; the seed gives which. */
    static Faults random(long seed, int ofThousand, Fault... faults) {
        SplittableRandom random = new SplittableRandom(seed);
        return (operation, path) -> {
            List<Fault> fitting = List.of(faults).stream()
                    .filter(fault -> fault.canHit(operation))
                    .toList();
            boolean hit = random.nextInt(1000) < ofThousand;
            return hit && !fitting.isEmpty()
                    ? Optional.of(fitting.get(random.nextInt(fitting.size())))
                    : Optional.empty();
        };
    }

    /** Hits all requests of some operations. */
    static Faults always(Fault fault, Predicate<S3Operation> operations) {
        return (operation, path) ->
                operations.test(operation) && fault.canHit(operation) ? Optional.of(fault) : Optional.empty();
    }

    /** Hits the first so many requests of some operations, and none after them. */
    static Faults first(int count, Fault fault, Predicate<S3Operation> operations) {
        Faults all = always(fault, operations);
        int[] left = {count};
        return (operation, path) -> all.next(operation, path).filter(hit -> left[0]-- > 0);
    }
}
