// SPDX-License-Identifier: Apache-2.0
package dev.varve.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.backup.source.KafkaTopicSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code savepoints-README.md} is what the job is. */
class SavepointsReadmeTest {
    private static StreamGraph graph(Path root) throws Exception {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
        BackupTopology.build(environment, ScriptedArchive.create(root).config());
        return environment.getStreamGraph();
    }

    /** Cells of the rows between the marks. */
    private static List<List<String>> rows() throws Exception {
        String text = Files.readString(Path.of(System.getProperty("varve.root"), "savepoints-README.md"));
        String table = text.substring(text.indexOf("<!-- table"), text.indexOf("<!-- end of table"));
        List<List<String>> rows = new ArrayList<>();
        for (String line : table.lines().toList()) {
            if (line.startsWith("| backup")) {
                rows.add(Arrays.stream(line.split("\\|")).map(String::strip).toList());
            }
        }
        return rows;
    }

    @Test
    void tableNamesEveryOperatorAndUid(@TempDir Path root) throws Exception {
        TreeSet<String> operators = new TreeSet<>();
        for (StreamNode node : graph(root).getStreamNodes()) {
            operators.add(node.getOperatorName() + " `" + node.getTransformationUID() + "`");
        }

        TreeSet<String> documented = new TreeSet<>();
        rows().forEach(row -> documented.add(row.get(2) + " " + row.get(3)));

        assertThat(documented).isEqualTo(operators);
    }

    @Test
    void tableNamesVersionsOfSerializers(@TempDir Path root) throws Exception {
        KafkaTopicSource source =
                KafkaTopicSource.of(ScriptedArchive.create(root).config(), () -> {
                    throw new AssertionError("not opened");
                });

        List<String> versions = rows().stream()
                .filter(row -> row.get(3).equals("`backup-source`"))
                .map(row -> row.get(5))
                .toList();

        assertThat(versions)
                .containsExactly(
                        Integer.toString(
                                source.getEnumeratorCheckpointSerializer().getVersion()),
                        Integer.toString(source.getSplitSerializer().getVersion()));
    }

    @Test
    void everythingRunsInOneTask(@TempDir Path root) throws Exception {
        assertThat(graph(root).getJobGraph().getVertices())
                .extracting(JobVertex::getName)
                .hasSize(1);
    }
}
