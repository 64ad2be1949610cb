// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
    @TempDir
    Path scratch;

    @Test
    void keepsRecordsWhenKilled() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            TestClient client = new TestClient(broker);
            client.createTopic();
            client.append("a", "b");
            long firstPid = broker.pid();

            broker.kill();
            boolean aliveAfterKill = broker.isAlive();
            broker.restart();

            assertThat(aliveAfterKill).isFalse();
            assertThat(broker.pid()).isNotEqualTo(firstPid);
            assertThat(client.values()).containsExactly("a", "b");
            assertThat(client.clusterId()).isEqualTo(broker.clusterId());
        }
    }

    @Test
    void doesNotAnswerWhilePaused() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            TestClient client = new TestClient(broker);

            broker.pause();

            assertThat(client.reaches()).isFalse();
            assertThat(broker.isAlive()).isTrue();

            broker.resume();

            Await.until("resumed broker answers", client::reaches);
        }
    }

    @Test
    void stopsWhilePaused() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.pause();

            broker.stop();

            assertThat(broker.isAlive()).isFalse();
            assertThat(broker.logLines())
                    .anyMatch(line -> line.contains("shut down completed (KafkaRaftServer)")
                            || line.contains("[BrokerServer id=1] shut down completed"));
        }
    }

    @Test
    void olderCopyCutsLogBack() throws Exception {
        Path copy = scratch.resolve("copy");
        try (KafkaBroker broker = KafkaBroker.start()) {
            TestClient client = new TestClient(broker);
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
    }

    @Test
    void startsOnCopyBesideOriginal() throws Exception {
        Path copy = scratch.resolve("copy");
        try (KafkaBroker original = KafkaBroker.start()) {
            TestClient client = new TestClient(original);
            client.createTopic();
            client.append("a");
            original.kill();
            original.copyDataTo(copy);
            original.restart();

            try (KafkaBroker second = KafkaBroker.start(BrokerConfig.defaults().withDataFrom(copy))) {
                client.append("b");

                assertThat(second.bootstrapServers()).isNotEqualTo(original.bootstrapServers());
                assertThat(second.clusterId()).isEqualTo(original.clusterId());
                assertThat(new TestClient(second).values()).containsExactly("a");
                assertThat(client.values()).containsExactly("a", "b");
            }
        }
    }

    @Test
    void closeLeavesNoProcessAndNoDirectory() throws Exception {
        KafkaBroker broker = KafkaBroker.start();

        broker.close();
        broker.close();

        assertThat(broker.isAlive()).isFalse();
        assertThat(broker.directory()).doesNotExist();
    }

    @Test
    void givenDirectoryOutlivesBroker() throws Exception {
        BrokerConfig config = BrokerConfig.defaults().withDirectory(scratch.resolve("kept"));
        String clusterId;
        try (KafkaBroker broker = KafkaBroker.start(config)) {
            clusterId = broker.clusterId();
            TestClient client = new TestClient(broker);
            client.createTopic();
            client.append("a");
        }

        try (KafkaBroker broker = KafkaBroker.start(config)) {
            assertThat(broker.clusterId()).isEqualTo(clusterId);
            assertThat(new TestClient(broker).values()).containsExactly("a");
        }
    }

    @Test
    void restartTakesChangedProperties() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(BrokerConfig.defaults().withProperty("num.partitions", "3"))) {
            String bootstrapServers = broker.bootstrapServers();
            TestClient client = new TestClient(broker);
            String before = client.brokerSetting("num.partitions");

            broker.restart(Map.of("num.partitions", "5"));

            assertThat(before).isEqualTo("3");
            assertThat(client.brokerSetting("num.partitions")).isEqualTo("5");
            assertThat(broker.bootstrapServers()).isEqualTo(bootstrapServers);
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

    @Test
    void firstStartTakesOtherPortsIfItsOwnAreTaken() throws Exception {
        BrokerPorts choice = BrokerPorts.free();
        try (ServerSocket other = new ServerSocket(choice.client(), 1, BrokerPorts.loopback());
                KafkaBroker broker = KafkaBroker.start(BrokerConfig.defaults(), choice)) {
            assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + other.getLocalPort());
            assertThat(new TestClient(broker).clusterId()).isEqualTo(broker.clusterId());
        }
    }

    @Test
    void restartTellsThatPortIsTaken() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start()) {
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
    }
}
