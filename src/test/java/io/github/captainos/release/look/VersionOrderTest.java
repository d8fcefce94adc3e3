package io.github.captainos.release.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
  private static final List<String> IN_ORDER =
      List.of(
          "v10.0.0",
          "1.10.0",
          "v1.9.0",
          "v1.9.0-rc.10",
          "v1.9.0-rc.9",
          "v1.9.0-beta",
          "v1.9.0-7540d73",
          "v1.2.0",
          "v1.2",
          "v1.1.99999999999999999999999",
          "v1.1.3",
          "v0.0.0-7540d73",
          "edge",
          "latest",
          "nightly",
          "nightly-20261001",
          "nightly-20260930",
          "release-1.10",
          "release-1.9",
          "v",
          "vX.1",
          "0123456789abcdef0123456789abcdef01234567",
          "7540d73aaa7540d73aaa7540d73aaa7540d73aaa",
          "7540d73aaa7540d73aaa7540d73aaa7540d73aaa-raspberry-pi");

  @Test
  void versionsComeFirstTheNewestBeforeTheOthersAndThenNamesAndThenCommits() {
    List<String> tags = new ArrayList<>(IN_ORDER);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(tags, new Random(seed));
      assertThat(tags.stream().map(VersionOrder::of).sorted().map(VersionOrder::tag))
          .containsExactlyElementsOf(IN_ORDER);
    }
  }
}
