// SPDX-License-Identifier: Apache-2.0
package dev.varve.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.format.Id;
import dev.varve.restore.config.RestoreConfig;
import dev.varve.restore.plan.RestorePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

/** {@code savepoints-README.md} is what the job is. */
class RestoreSavepointsTest {
    private static StreamGraph graph() throws Exception {
        RestoreConfig config = RestoreConfig.parse(
                "restore.yaml",
                "version: 1\narchive: shop\nid: drill\ntarget: {bootstrapServers: 'localhost:1'}\nstore: {uri: /tmp/none}",
                List.of(),
                name -> null);
        RestorePlan plan = new RestorePlan("drill", "shop", new Id(1, 2), List.of(), 0, List.of(), List.of());
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        RestoreTopology.build(environment, config, RestoreRun.goal(config, plan));
        return environment.getStreamGraph();
    }

    @Test
    void tableNamesEveryOperatorAndUid() throws Exception {
        TreeSet<String> operators = new TreeSet<>();
        for (StreamNode node : graph().getStreamNodes()) {
            operators.add(node.getOperatorName() + " `" + node.getTransformationUID() + "`");
        }
        String text = Files.readString(Path.of(System.getProperty("varve.root"), "savepoints-README.md"));
        TreeSet<String> documented = new TreeSet<>();
        text.lines().filter(line -> line.startsWith("| restore |")).forEach(line -> {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            documented.add(cells.get(2) + " " + cells.get(3));
        });

        assertThat(documented).isEqualTo(operators);
    }

    @Test
    void readingAndWritingAreOneTask() throws Exception {
        assertThat(graph().getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .singleElement()
                .asString()
                .contains("Source: Archive", "Kafka topics: Writer");
    }
}
