// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in its own process, with its own controller, reachable on 127.0.0.1 only.
 *
 * <p>The ports stay the same for the life of this object, so clients find the broker again after a restart. The process
 * ends with {@link #close}, with this JVM in whatever way that ends, or not at all after {@link #detach}. Safe for use
 * by several threads; calls that change the process exclude each other.
 */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
    private static final int START_ATTEMPTS = 5;

    private final BrokerDirectory directory;
    private BrokerConfig config;
    private volatile BrokerPorts ports;
    private volatile String clusterId;
    private volatile @Nullable BrokerProcess process;
    private boolean paused;
    private volatile boolean detached;
    private volatile boolean closed;

    private KafkaBroker(BrokerConfig config, BrokerDirectory directory, BrokerPorts ports) throws IOException {
        this.config = config;
        this.directory = directory;
        this.ports = ports;
        this.clusterId = directory.clusterId().orElseGet(KafkaBroker::randomClusterId);
    }

    /** Starts a broker with {@link BrokerConfig#defaults()}. */
    public static KafkaBroker start() throws IOException, InterruptedException {
        return start(BrokerConfig.defaults());
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @throws BrokerStartException if the process ends or is not ready in time
     * @throws IOException if the broker's jars are missing or its directory cannot be written
     */
    public static KafkaBroker start(BrokerConfig config) throws IOException, InterruptedException {
        return start(config, BrokerPorts.free(config.listeners()));
    }

    /** Takes other ports if the given ones turn out to be taken. */
    static KafkaBroker start(BrokerConfig config, BrokerPorts firstChoice) throws IOException, InterruptedException {
        BrokerDirectory directory = BrokerDirectory.open(config.directory());
        boolean started = false;
        KafkaBroker broker = null;
        try {
            Path copy = config.dataFrom();
            if (copy != null) {
                directory.replaceData(copy);
            }
            broker = new KafkaBroker(config, directory, firstChoice);
            Survivors.add(broker);
            broker.launchOnFreePorts();
            started = true;
            return broker;
        } finally {
            if (!started) {
                if (broker != null) {
                    Survivors.remove(broker);
                }
                directory.deleteIfTemporary();
            }
        }
    }

    private synchronized void launchOnFreePorts() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                launch();
                return;
            } catch (BrokerStartException e) {
                if (!e.isPortTaken() || attempt == START_ATTEMPTS) {
                    throw e;
                }
                ports = BrokerPorts.free(config.listeners());
            }
        }
    }

    private void launch() throws IOException, InterruptedException {
        directory.writeServerProperties(ServerProperties.of(config, directory.data(), ports));
        List<String> arguments = new ArrayList<>();
        arguments.add(directory.serverProperties().toString());
        Optional<String> formatted = directory.clusterId();
        if (formatted.isEmpty()) {
            arguments.add(clusterId);
        } else {
            clusterId = formatted.get();
        }
        BrokerProcess launched = BrokerProcess.launch(directory, config.jvmOptions(), arguments);
        process = launched;
        paused = false;
        launched.awaitReady(ports.client(), config.startTimeout());
    }

    /** Begins with a letter or digit: Kafka's command line takes a leading dash for an option. */
    private static String randomClusterId() {
        while (true) {
            UUID random = UUID.randomUUID();
            byte[] bytes = ByteBuffer.allocate(16)
                    .putLong(random.getMostSignificantBits())
                    .putLong(random.getLeastSignificantBits())
                    .array();
            String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            if (Character.isLetterOrDigit(id.charAt(0))) {
                return id;
            }
        }
    }

    /** Host and port for clients that need neither password nor certificate. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.client();
    }

    /** Host and port of one of {@link BrokerConfig#listeners}, by its name. */
    public String bootstrapServers(String listener) {
        return "127.0.0.1:" + ports.of(listener);
    }

    public String clusterId() {
        return clusterId;
    }

    public Path directory() {
        return directory.root();
    }

    /** Kafka's log directory, with one directory per partition. */
    public Path dataDirectory() {
        return directory.data();
    }

    /** Everything that the broker's processes have logged, oldest first. */
    public List<String> logLines() throws IOException {
        return directory.logLinesSince(0);
    }

    /** Id of the running process, or of the last one. */
    public long pid() {
        return current().pid();
    }

    /** Whether the process exists; true as well while it is paused. */
    public boolean isAlive() {
        return current().isAlive();
    }

    /** Ends the process by SIGKILL; returns when it is gone. Does nothing if it is gone already. */
    public synchronized void kill() {
        current().kill();
        paused = false;
    }

    /**
     * Ends the process gracefully; returns when it is gone. Does nothing if it is gone already.
     *
     * @throws IOException if it took too long; the process is killed then
     */
    public synchronized void stop() throws IOException, InterruptedException {
        if (!isAlive()) {
            return;
        }
        resume();
        if (!current().stop(STOP_TIMEOUT)) {
            kill();
            throw new IOException("Cannot stop the Kafka broker in " + directory.root() + " gracefully: still there"
                    + " after " + STOP_TIMEOUT.toSeconds() + " s, killed now");
        }
    }

    /** Stops the broker if it runs and starts it again with the same ports and data. */
    public void restart() throws IOException, InterruptedException {
        restart(Map.of());
    }

    /** As {@link #restart()}, with server properties added or changed from now on. */
    public synchronized void restart(Map<String, String> changedProperties) throws IOException, InterruptedException {
        if (closed || detached) {
            throw new IllegalStateException("Cannot restart a Kafka broker after close or detach: " + this);
        }
        config = config.withProperties(changedProperties);
        stop();
        launch();
    }

    /** Freezes the process by SIGSTOP: connections stay open, nothing answers. */
    public synchronized void pause() throws IOException, InterruptedException {
        current().signal("STOP");
        paused = true;
    }

    /** Lets a paused process go on; does nothing to one that is not paused. */
    public synchronized void resume() throws IOException, InterruptedException {
        if (paused) {
            current().signal("CONT");
            paused = false;
        }
    }

    /**
     * Copies the data of a broker that does not run, with its metadata and cluster id.
     *
     * @param target must not exist
     */
    public synchronized void copyDataTo(Path target) throws IOException {
        requireNotAlive("copy the data of");
        new DirectoryTree(directory.data()).copyTo(target);
    }

    /**
     * Replaces the data of a broker that does not run. With an older copy of its own, its logs are cut back to that
     * moment at the next {@link #restart()}.
     */
    public synchronized void restoreDataFrom(Path copy) throws IOException {
        requireNotAlive("replace the data of");
        directory.replaceData(copy);
    }

    /** Leaves the process and the directory as they are, now and when this JVM ends. Ending it is the caller's job. */
    public synchronized void detach() throws IOException {
        current().detach();
        detached = true;
        Survivors.remove(this);
    }

    /**
     * Ends the process, and deletes the directory if it is temporary. A broker with a given directory is stopped
     * gracefully, one with a temporary directory is killed. Does nothing after {@link #detach}, or if closed already.
     */
    @Override
    public synchronized void close() {
        if (closed || detached) {
            return;
        }
        try {
            if (!directory.temporary()) {
                stop();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            abandon();
            Survivors.remove(this);
        }
    }

    /** Kills without waiting for a lock, so that it works in a shutdown hook while another thread waits for a start. */
    void abandon() {
        closed = true;
        BrokerProcess last = process;
        if (last != null) {
            last.kill();
        }
        try {
            directory.deleteIfTemporary();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BrokerProcess current() {
        BrokerProcess last = process;
        if (last == null) {
            throw new IllegalStateException("The Kafka broker in " + directory.root() + " was never started");
        }
        return last;
    }

    private void requireNotAlive(String action) {
        if (isAlive()) {
            throw new IllegalStateException("Cannot " + action + " a running Kafka broker: process " + pid()
                    + ". HINT: stop or kill it first.");
        }
    }

    @Override
    public String toString() {
        return "KafkaBroker[" + bootstrapServers() + ", " + directory.root() + "]";
    }
}
