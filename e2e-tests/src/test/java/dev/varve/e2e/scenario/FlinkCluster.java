// SPDX-License-Identifier: Apache-2.0
package dev.varve.e2e.scenario;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.jspecify.annotations.Nullable;

/** One Flink for all tests of this JVM. Ends with the JVM. */
public final class FlinkCluster {
    private static @Nullable MiniCluster running;

    private FlinkCluster() {}

    public static synchronized MiniCluster get() throws Exception {
        MiniCluster cluster = running;
        if (cluster == null) {
            Configuration configuration = new Configuration();
            configuration.setString("rest.address", "127.0.0.1");
            configuration.setString("rest.bind-address", "127.0.0.1");
            configuration.setString("rest.bind-port", "0");
            configuration.setString("taskmanager.memory.managed.size", "4m");
            cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .setConfiguration(configuration)
                    .setNumSlotsPerTaskManager(4)
                    .build());
            cluster.start();
            running = cluster;
        }
        return cluster;
    }
}
