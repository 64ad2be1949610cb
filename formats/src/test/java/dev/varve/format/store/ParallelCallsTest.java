// SPDX-License-Identifier: Apache-2.0
package dev.varve.format.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60) // a call that waits for another which never begins
class ParallelCallsTest {
    private final List<Object> results = new ArrayList<>();

    private static <T> Iterator<Callable<T>> times(int count, Callable<T> call) {
        return Collections.nCopies(count, call).iterator();
    }

    @Test
    void makesCallsAtOnceAndHandsResultsOverInOrder() throws IOException {
        CyclicBarrier both = new CyclicBarrier(2);
        Iterator<Callable<Integer>> calls = IntStream.range(0, 40)
                .<Callable<Integer>>mapToObj(i -> () -> {
                    both.await();
                    return i;
                })
                .iterator();

        ParallelCalls.forEach(calls, 2, results::add);

        assertThat(results)
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    }

    @Test
    void neverMakesMoreCallsAtOnceThanAllowed() throws IOException {
        AtomicInteger under = new AtomicInteger();
        CyclicBarrier three = new CyclicBarrier(3);
        Iterator<Callable<Integer>> calls = Stream.<Callable<Integer>>generate(() -> () -> {
                    int now = under.incrementAndGet();
                    three.await();
                    under.decrementAndGet();
                    return now;
                })
                .limit(300)
                .iterator();

        ParallelCalls.forEach(calls, 3, results::add);

        assertThat(results).hasSize(300).allMatch(now -> (int) now <= 3);
    }

    @Test
    void oneThreadIsThatOfTheCaller() throws IOException {
        ParallelCalls.forEach(times(2, Thread::currentThread), 1, results::add);

        assertThat(results).containsExactly(Thread.currentThread(), Thread.currentThread());
    }

    @Test
    void firstFailureEndsItAndTellsOfTheOthersUnderWay() {
        CyclicBarrier three = new CyclicBarrier(3);
        AtomicBoolean closed = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        List<Callable<Closeable>> calls = new ArrayList<>();
        calls.add(() -> {
            three.await();
            throw new IOException("first");
        });
        calls.add(() -> {
            three.await();
            throw new IOException("second");
        });
        calls.add(() -> {
            three.await();
            return () -> closed.set(true);
        });
        IntStream.range(0, 100)
                .forEach(i -> calls.add(() -> {
                    begun.incrementAndGet();
                    return () -> {};
                }));

        assertThatThrownBy(() -> ParallelCalls.forEach(calls.iterator(), 3, results::add))
                .isInstanceOf(IOException.class)
                .hasMessage("first")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other).hasMessage("second")));
        assertThat(closed).isTrue();
        assertThat(begun.get()).isLessThanOrEqualTo(3);
        assertThat(results).isEmpty();
    }

    @Test
    void failureOfTheConsumerEndsItAndClosesWhatIsOpen() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        Iterator<Callable<Closeable>> calls = Stream.<Callable<Closeable>>generate(() -> () -> {
                    open.incrementAndGet();
                    opened.incrementAndGet();
                    return open::decrementAndGet;
                })
                .limit(100)
                .iterator();

        assertThatThrownBy(() -> ParallelCalls.forEach(calls, 4, taken -> {
                    taken.close();
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(opened.get()).isBetween(1, 8);
        assertThat(open.get()).isZero();
    }

    @Test
    void interruptedThreadDoesNotWait() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        Callable<Integer> waiting = () -> {
            begun.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return 0;
        };
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        List<Throwable> failures = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                ParallelCalls.forEach(times(2, waiting), 2, results::add);
            } catch (IOException e) {
                failures.add(e);
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        begun.await();

        caller.interrupt();
        caller.join();

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("Cannot go on with the archive: interrupted"));
        assertThat(stillInterrupted).isTrue();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void uncheckedFailuresAndErrorsStayWhatTheyAre() {
        IllegalStateException unchecked = new IllegalStateException("unchecked");
        AssertionError error = new AssertionError("error");

        assertThatThrownBy(() -> ParallelCalls.forEach(
                        times(1, () -> {
                            throw unchecked;
                        }),
                        2,
                        results::add))
                .isSameAs(unchecked)
                .hasMessage("unchecked");
        assertThatThrownBy(() -> ParallelCalls.forEach(
                        times(1, () -> {
                            throw error;
                        }),
                        2,
                        results::add))
                .isSameAs(error)
                .hasMessage("error");
        assertThatThrownBy(() -> ParallelCalls.forEach(
                        times(1, () -> {
                            throw new ReflectiveOperationException("checked");
                        }),
                        1,
                        results::add))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("checked");
    }
}
