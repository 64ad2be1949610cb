// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of a broker's JVM. */
final class BrokerProcess {
    private static final String READY = "Kafka Server started";
    private static final long POLL_MILLIS = 50;

    private final Process process;
    private final BrokerDirectory directory;
    private final long logStart;

    private BrokerProcess(Process process, BrokerDirectory directory, long logStart) {
        this.process = process;
        this.directory = directory;
        this.logStart = logStart;
    }

    /** Starts the JVM and returns at once. The arguments are those of {@link BrokerMain}. */
    static BrokerProcess launch(BrokerDirectory directory, List<String> jvmOptions, List<String> arguments)
            throws IOException {
        long logStart = directory.logSize();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Djava.io.tmpdir=" + directory.temporaryFiles());
        command.add("-Dlog4j2.configurationFile=classpath:dev/varve/localkafka/broker-log4j2.xml");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(BrokerLibraries.find().classPath());
        command.add(BrokerMain.class.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(directory.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .start();
        return new BrokerProcess(process, directory, logStart);
    }

    /**
     * Waits until this process says that it is ready and its port accepts a connection. A probe of the port alone could
     * meet another process. Ends the process if it does not get ready.
     */
    void awaitReady(int port, Duration timeout) throws IOException, InterruptedException {
        boolean ready = false;
        try {
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!ready) {
                if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw failure("its process ended with exit code " + process.exitValue());
                }
                if (System.nanoTime() > deadline) {
                    throw failure("not ready after " + timeout.toSeconds() + " s");
                }
                ready = saysReady() && accepts(port);
            }
        } finally {
            if (!ready) {
                kill();
            }
        }
    }

    private boolean saysReady() throws IOException {
        return directory.logLinesSince(logStart).stream().anyMatch(line -> line.contains(READY));
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(BrokerPorts.loopback(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private BrokerStartException failure(String what) throws IOException {
        return new BrokerStartException(what, directory, directory.logLinesSince(logStart));
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGKILL and returns when the process is gone, also when the calling thread is interrupted. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks for a graceful end; false if the process is still there after the timeout. */
    boolean stop(Duration timeout) throws InterruptedException {
        // Not Process.destroy(): it closes the child's standard input as well, and that ends the child at once.
        process.toHandle().destroy();
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends a signal that Java has no call for, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new IOException("Cannot send SIG" + name + " to broker process " + pid() + ": exit code " + exitCode);
        }
    }

    /** Lets the process live on when this JVM ends. */
    void detach() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }
}
