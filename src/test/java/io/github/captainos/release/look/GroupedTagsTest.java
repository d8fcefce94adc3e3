package io.github.captainos.release.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupedTagsTest {
  private static List<String> groups(List<String> tags, List<String> targets, String flavor) {
    return Lister.groups(tags, targets, flavor).stream()
        .map(group -> group.tag() + "=" + String.join(",", group.targets()))
        .toList();
  }

  @Test
  void theTagsOfTargetsBelongToThatOfTheCombinedImage() {
    List<String> tags =
        List.of("latest", "v1", "v1-amd64", "v1-arm64", "v1-pi", "v1-pi-arm64", "v2-amd64");

    assertThat(groups(tags, List.of("amd64", "arm64"), null))
        .containsExactly("v2=amd64", "v1=both,amd64,arm64", "v1-pi=both,arm64", "latest=both");
    assertThat(groups(tags, List.of("amd64", "arm64"), "pi")).containsExactly("v1-pi=both,arm64");
  }

  @Test
  void ofTwoTargetsTheOneWithTheLongerNameIsMeant() {
    assertThat(groups(List.of("v1-rpi-arm64"), List.of("arm64", "rpi-arm64"), null))
        .containsExactly("v1=rpi-arm64");
  }

  @Test
  void aTargetAloneIsNoTargetOfARelease() {
    assertThat(groups(List.of("amd64", "-amd64"), List.of("amd64"), null))
        .containsExactly("amd64=both");
  }

  @Test
  void signaturesAndInvalidTagsAreLeftOut() {
    String hash = "0123456789abcdef".repeat(4);
    List<String> tags =
        List.of(
            "sha256-" + hash,
            "sha256-" + hash + ".sig",
            "sha256-x",
            "",
            "a/../../b",
            "evil\u001b[2J",
            "x".repeat(129));

    assertThat(groups(tags, List.of("amd64"), null)).containsExactly("sha256-x=both");
  }

  @Test
  void tensOfThousandsOfTagsAreGrouped() {
    List<String> tags = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      tags.add("v1." + i / 3 + List.of("", "-amd64", "-arm64").get(i % 3));
    }

    assertThat(groups(tags, List.of("amd64", "arm64"), null))
        .hasSize(10_000)
        .startsWith("v1.9999=both,amd64,arm64", "v1.9998=both,amd64,arm64");
  }
}
