// SPDX-License-Identifier: Apache-2.0
package dev.varve.job;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes signals of the process over; what was there before comes back at the end. */
final class Signals implements AutoCloseable {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final List<Runnable> restore = new ArrayList<>();

    Signals(String... names) {
        for (String name : names) {
            try {
                take(name);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                // This machine has no such signal; the process then ends by it, as after a crash.
            }
        }
    }

    /** By reflection, because javac warns of sun.misc and cannot be told not to. */
    private void take(String name) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("handle") && !first.complete(name)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
            }
            return method.getReturnType() == int.class ? 0 : null;
        };
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        Object proxy = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, handler);
        var handle = signalType.getMethod("handle", signalType, handlerType);
        Object before = handle.invoke(null, signal, proxy);
        restore.add(() -> {
            try {
                handle.invoke(null, signal, before);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Cannot give signal " + name + " back", e);
            }
        });
    }

    /** Completes with the name of the first signal. */
    CompletableFuture<String> first() {
        return first;
    }

    @Override
    public void close() {
        restore.forEach(Runnable::run);
    }
}
