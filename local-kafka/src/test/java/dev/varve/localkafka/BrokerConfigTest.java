// SPDX-License-Identifier: Apache-2.0
package dev.varve.localkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerConfigTest {
    @Test
    void laterPropertyReplacesEarlier() {
        BrokerConfig config = BrokerConfig.defaults()
                .withProperty("num.partitions", "2")
                .withProperties(Map.of("num.partitions", "3", "num.io.threads", "1"));

        assertThat(config.properties()).isEqualTo(Map.of("num.partitions", "3", "num.io.threads", "1"));
    }

    @Test
    void givenPropertyReplacesDefault() {
        Map<String, String> properties = ServerProperties.of(
                BrokerConfig.defaults().withProperty("message.max.bytes", "1000"),
                Path.of("data"),
                new BrokerPorts(20001, 20002, Map.of()));

        assertThat(properties)
                .containsEntry("message.max.bytes", "1000")
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002");
    }

    @Test
    void listenersComeBesideThePlainOneWithPropertiesOfTheirOwn() {
        BrokerConfig config = BrokerConfig.defaults()
                .withListener(new ClientListener("MUTUAL", "SSL", Map.of("ssl.client.auth", "required")))
                .withListener(new ClientListener("USERS", "SASL_SSL", Map.of()));

        Map<String, String> properties = ServerProperties.of(
                config, Path.of("data"), new BrokerPorts(20001, 20002, Map.of("MUTUAL", 20003, "USERS", 20004)));

        assertThat(properties)
                .containsEntry(
                        "advertised.listeners",
                        "PLAINTEXT://127.0.0.1:20001,MUTUAL://127.0.0.1:20003,USERS://127.0.0.1:20004")
                .containsEntry(
                        "listener.security.protocol.map",
                        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,MUTUAL:SSL,USERS:SASL_SSL")
                .containsEntry("listener.name.mutual.ssl.client.auth", "required");
        assertThat(properties.get("listeners"))
                .isEqualTo(properties.get("advertised.listeners") + ",CONTROLLER://127.0.0.1:20002");
    }

    @Test
    void rejectsListenerThatIsThereAnyway() {
        assertThatThrownBy(() -> new ClientListener("PLAINTEXT", "SSL", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Invalid name of a listener: PLAINTEXT");
    }

    @Test
    void rejectsPropertiesThatBrokerSetsItself() {
        assertThatThrownBy(() -> BrokerConfig.defaults().withProperties(Map.of("node.id", "2", "log.dirs", "here")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid broker properties: log.dirs, node.id are set by the broker itself");
    }

    @Test
    void laterJvmOptionComesLast() {
        BrokerConfig config = BrokerConfig.defaults().withJvmOption("-Xmx1g");

        assertThat(config.jvmOptions()).startsWith("-Xmx384m").endsWith("-Xmx1g");
    }
}
