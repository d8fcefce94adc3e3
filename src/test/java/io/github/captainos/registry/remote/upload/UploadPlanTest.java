package io.github.captainos.registry.remote.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The sizes of requests after connections that were lost. */
class UploadPlanTest {
  private static final long MIB = 1 << 20;
  private static final long SIZE = 400 * MIB;

  private final UploadPlan plan = new UploadPlan(SIZE, new BodyLimit(0));
  private UploadSession session;

  @BeforeEach
  void begin() throws Exception {
    session = session(0, 0);
  }

  private static UploadSession session(long offset, long leastChunk) throws Exception {
    return new UploadSession(null, new URL("http://localhost/"), offset, leastChunk);
  }

  @Test
  void areHalfOfWhatCertainlyWentThrough() {
    plan.shrink(SIZE, 64 * MIB);

    assertThat(plan.isWhole(session)).isFalse();
    assertThat(plan.chunk(session)).as("4 MiB may not have been sent").isEqualTo(30 * MIB);
    assertThat(plan.isAlone()).isTrue();
  }

  @Test
  void areNotChangedByAConnectionThatOthersHaveUsed() {
    plan.shrink(20 * MIB, 10 * MIB);
    assertThat(plan.isWhole(session)).isTrue();
    assertThat(plan.isAlone()).isTrue();

    plan.shrink(20 * MIB, 10 * MIB);
    assertThat(plan.chunk(session)).isEqualTo(3 * MIB);
  }

  @Test
  void areNotTinyBecauseOneConnectionWasLostAtItsBeginning() {
    plan.shrink(SIZE, 64 * MIB);
    plan.shrink(30 * MIB, 1);

    assertThat(plan.chunk(session)).isEqualTo(30 * MIB / 8);
  }

  @Test
  void areOneMebibyteWhereItIsNotKnownHowMuchGoesThrough() {
    for (int i = 0; i < 10; i++) {
      plan.shrink(SIZE, 1);
    }
    assertThat(plan.chunk(session)).isEqualTo(MIB);
  }

  @Test
  void areNotBelowOneMebibyteUnlessThatWasLostAndNeverBelowWhatCountsAsProgress() {
    plan.shrink(SIZE, 64 * MIB);
    List<Long> chunks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      chunks.add(plan.chunk(session));
      plan.shrink(plan.chunk(session), 1);
    }
    assertThat(chunks)
        .containsExactly(30 * MIB, 30 * MIB / 8, MIB, 128L << 10, 64L << 10, 64L << 10);
  }

  @Test
  void areAsLargeAsTheRegistryDemands() throws Exception {
    plan.shrink(SIZE, 64 * MIB);

    assertThat(plan.chunk(session(0, 50 * MIB))).isEqualTo(50 * MIB);
    assertThat(plan.isWhole(session(0, SIZE))).isTrue();
  }
}
