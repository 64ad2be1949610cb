// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.junit.jupiter.api.Test;

class BlockLimitIT {
    @Test
    void saysSoWhenABlobCannotHaveMoreBlocks() throws Exception {
        String container = FileSystems.newContainer();
        FileSystem files = FileSystems.open(container);
        StagedBlocks.Attempt before = new StagedBlocks.Attempt(1, 2, StagedBlocks.MOST - 2);
        Container here = new Container(
                ContainerAddress.of(files.getUri()),
                new Credential.AccountKey("a", "k"),
                FileSystems.client(container));
        UploadBudget budget = FileSystems.budget();
        BlockUpload upload = new BlockUpload(here, "file", budget, new StagedBlocks(List.of(before), 100));
        for (int i = 0; i < 2; i++) {
            upload.write(new byte[10], 0, 10);
            upload.finish();
        }
        upload.write(new byte[10], 0, 10);

        assertThatThrownBy(upload::finish)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/file: it has 50000 blocks in 130 bytes")
                .hasMessageContaining("HINT: raise azblob.upload.block-size");
    }

    @Test
    void idsOfTwoAttemptsNeverMeetAndHaveOneLength() {
        Set<String> ids = new HashSet<>();
        Set<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            StagedBlocks.Attempt attempt = StagedBlocks.Attempt.begin();
            for (int number : new int[] {0, 1, 255, 49_999}) {
                ids.add(attempt.id(number));
                lengths.add(attempt.id(number).length());
            }
        }

        assertThat(ids).hasSize(400);
        assertThat(lengths).hasSize(1);
    }

    @Test
    void budgetIsWholeAgainAfterAllStreamsAreClosed() throws Exception {
        String container = FileSystems.newContainer();
        UploadBudget budget = FileSystems.budget();
        int all = budget.freePieces();
        Container here = new Container(
                ContainerAddress.of(FileSystems.path(container, "x").toUri()),
                new Credential.AccountKey("a", "k"),
                FileSystems.client(container));
        RecoverableWriter writer = new AzureBlobRecoverableWriter(here, budget);
        RecoverableFsDataOutputStream left = writer.open(FileSystems.path(container, "left"));
        left.write(new byte[3 << 20]);
        assertThat(budget.freePieces()).isLessThan(all);
        left.close();
        left.close();
        RecoverableFsDataOutputStream committed = writer.open(FileSystems.path(container, "committed"));
        committed.write(new byte[20 << 20]);
        committed.closeForCommit().commit();
        committed.close();

        assertThat(budget.freePieces()).isEqualTo(all);
    }
}
