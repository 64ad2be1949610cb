// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Most tests share one broker and leave it in any state, for starts are what takes the time here. The order only saves starts: those that
 * leave the broker stopped come last.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaBrokerIT {
    @TempDir
    static Path home;

    private static @Nullable KafkaBroker shared;

    @TempDir
    Path scratch;

    /** With a short session: a broker that was killed has to wait for its end. */
    private static BrokerConfig config() {
        return BrokerConfig.defaults()
                .withDirectory(home)
                .withProperties(Map.of(
                        "broker.session.timeout.ms", "1000",
                        "broker.heartbeat.interval.ms", "200",
                        "num.partitions", "3"));
    }

    private static KafkaBroker running() throws IOException, InterruptedException {
        KafkaBroker broker = shared;
        if (broker == null) {
            broker = KafkaBroker.start(config());
            shared = broker;
        } else if (!broker.isAlive()) {
            broker.restart();
        }
        return broker;
    }

    @AfterAll
    static void close() {
        if (shared != null) {
            shared.close();
        }
    }

    @Test
    void restartTakesChangedProperties() throws Exception {
        KafkaBroker broker = running();
        String bootstrapServers = broker.bootstrapServers();
        TestClient client = new TestClient(broker, "changed");
        String before = client.brokerSetting("num.partitions");

        broker.restart(Map.of("num.partitions", "5"));

        assertThat(before).isEqualTo("3");
        assertThat(client.brokerSetting("num.partitions")).isEqualTo("5");
        assertThat(broker.bootstrapServers()).isEqualTo(bootstrapServers);
    }

    @Test
    void givenDirectoryOutlivesBroker() throws Exception {
        KafkaBroker first = running();
        String clusterId = first.clusterId();
        TestClient client = new TestClient(first, "outlived");
        client.createTopic();
        client.append("a");
        first.close();

        KafkaBroker second = KafkaBroker.start(config());
        shared = second;

        assertThat(second.clusterId()).isEqualTo(clusterId);
        assertThat(new TestClient(second, "outlived").values()).containsExactly("a");
    }

    @Test
    void keepsRecordsWhenKilledAndGivesThemToACopyBesideIt() throws Exception {
        Path copy = scratch.resolve("copy");
        KafkaBroker original = running();
        TestClient client = new TestClient(original, "killed");
        client.createTopic();
        client.append("a", "b");
        long firstPid = original.pid();

        original.kill();
        boolean aliveAfterKill = original.isAlive();
        original.copyDataTo(copy);
        original.restart();

        assertThat(aliveAfterKill).isFalse();
        assertThat(original.pid()).isNotEqualTo(firstPid);
        assertThat(client.values()).containsExactly("a", "b");
        assertThat(client.clusterId()).isEqualTo(original.clusterId());
        try (KafkaBroker second = KafkaBroker.start(BrokerConfig.defaults().withDataFrom(copy))) {
            client.append("c");

            assertThat(second.bootstrapServers()).isNotEqualTo(original.bootstrapServers());
            assertThat(second.clusterId()).isEqualTo(original.clusterId());
            assertThat(new TestClient(second, "killed").values()).containsExactly("a", "b");
            assertThat(client.values()).containsExactly("a", "b", "c");
        }
    }

    @Test
    void olderCopyCutsLogBack() throws Exception {
        Path copy = scratch.resolve("copy");
        KafkaBroker broker = running();
        TestClient client = new TestClient(broker, "cut");
        client.createTopic();
        Uuid topicId = client.topicId();
        client.append("a", "b");
        broker.stop();
        broker.copyDataTo(copy);
        broker.restart();
        client.append("lost");
        broker.kill();

        broker.restoreDataFrom(copy);
        broker.restart();

        client.append("c");
        assertThat(client.values()).containsExactly("a", "b", "c");
        assertThat(client.topicId()).isEqualTo(topicId);
    }

    @Test
    void doesNotAnswerWhilePaused() throws Exception {
        KafkaBroker broker = running();
        TestClient client = new TestClient(broker, "paused");

        broker.pause();

        assertThat(client.reaches()).isFalse();
        assertThat(broker.isAlive()).isTrue();

        broker.resume();

        Await.until("resumed broker answers", client::reaches);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void stopsWhilePaused() throws Exception {
        KafkaBroker broker = running();
        int logged = broker.logLines().size();
        broker.pause();

        broker.stop();

        assertThat(broker.isAlive()).isFalse();
        assertThat(broker.logLines().stream().skip(logged))
                .anyMatch(line -> line.contains("shut down completed (KafkaRaftServer)")
                        || line.contains("[BrokerServer id=1] shut down completed"));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void restartTellsThatPortIsTaken() throws Exception {
        KafkaBroker broker = shared == null ? running() : shared;
        broker.stop();
        int port = Integer.parseInt(broker.bootstrapServers().split(":", 2)[1]);

        try (ServerSocket other = new ServerSocket(port, 1, BrokerPorts.loopback())) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(broker::restart)
                    .isInstanceOfSatisfying(
                            BrokerStartException.class,
                            e -> assertThat(e.isPortTaken()).isTrue())
                    .hasMessageContaining("Address already in use");
        }

        assertThat(broker.isAlive()).isFalse();
        assertThat(Files.exists(broker.dataDirectory())).isTrue();
    }

    @Test
    void firstStartTakesOtherPortsIfItsOwnAreTakenAndCloseLeavesNothing() throws Exception {
        BrokerPorts choice = BrokerPorts.free(List.of());
        try (ServerSocket other = new ServerSocket(choice.client(), 1, BrokerPorts.loopback())) {
            KafkaBroker broker = KafkaBroker.start(BrokerConfig.defaults(), choice);
            assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + other.getLocalPort());
            assertThat(new TestClient(broker, "ports").clusterId()).isEqualTo(broker.clusterId());

            broker.close();
            broker.close();

            assertThat(broker.isAlive()).isFalse();
            assertThat(broker.directory()).doesNotExist();
        }
    }

    @Test
    void startFailureShowsBrokersLog() {
        BrokerConfig config =
                BrokerConfig.defaults().withDirectory(scratch.resolve("failed")).withProperty("num.io.threads", "many");

        assertThatThrownBy(() -> KafkaBroker.start(config))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("its process ended with exit code 1")
                .hasMessageContaining("Invalid value many for configuration num.io.threads");
    }
}
