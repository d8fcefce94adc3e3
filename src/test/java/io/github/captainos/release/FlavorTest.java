package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlavorTest {
  private static final List<String> TARGETS = List.of("amd64", "arm64");

  private static ReleaseName named(String tag, String flavor) throws ReleaseException {
    return new ReleaseName(tag, Flavor.of(setting(flavor), TARGETS));
  }

  private static Setting setting(String value) {
    return new Setting(value, "here");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pi", "raspberry-pi_5.0", "6", "amd64-pi", "pi-amd6", "piamd64"})
  void aFlavorFollowsTheReleasesTagInAllTagsOfItsImages(String flavor) throws Exception {
    ReleaseName name = named("v1", flavor);

    assertThat(name.tagOf("amd64")).isEqualTo("v1-" + flavor + "-amd64");
    assertThat(name.tagOf("both")).isEqualTo("v1-" + flavor).isEqualTo(name.tagOf("combined"));
    assertThat(name.withTag("v2").tagOf("arm64")).isEqualTo("v2-" + flavor + "-arm64");
    assertThat(ChecksumNames.of(name.flavor(), "arm64"))
        .isEqualTo("sha256sums-" + flavor + "-arm64.txt");
  }

  @Test
  void withoutAFlavorTheReleasesTagIsThatOfTheCombinedImage() throws Exception {
    ReleaseName name = new ReleaseName("v1", Flavor.of(null, TARGETS));

    assertThat(name.tagOf("amd64")).isEqualTo("v1-amd64");
    assertThat(name.tagOf("both")).isEqualTo("v1");
    assertThat(ChecksumNames.of(name.flavor(), "amd64")).isEqualTo("sha256sums-amd64.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Pi;        is not a valid name",
        "a b;       is not a valid name",
        "a--b;      is not a valid name",
        "a._b;      is not a valid name",
        "-a;        is not a valid name",
        "a.;        is not a valid name",
        "../a;      is not a valid name",
        "ä;         is not a valid name",
        "both;      is a name that stands for images",
        "combined;  is a name that stands for images",
        "all;       is a name that stands for images",
        "arm64;     is the name of a target",
        "pi-arm64;  ends in -arm64, as the tags of the target arm64 do",
      })
  void aFlavorWhoseTagsCouldBeOthersIsRefusedWithItsOrigin(String flavor, String why) {
    assertThatThrownBy(() -> named("v1", flavor))
        .isInstanceOf(ReleaseException.class)
        .hasMessageStartingWith("The flavor '" + flavor + "' (from here) " + why)
        .hasMessageEndingWith(". Set another captain.flavor, as in raspberry-pi.");
  }

  @Test
  void aVeryLongFlavorIsTooLongForATagAndNothingWorse() throws Exception {
    ReleaseName name = named("v1", "a.".repeat(100_000) + "a");

    assertThatThrownBy(() -> name.check(List.of("both"), "captain.tag"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageEndingWith("Set a shorter captain.tag or captain.flavor.");
  }

  @Test
  void onlyTagsThatAreUsedHaveToBeShortEnough() throws Exception {
    ReleaseName name = named("v".repeat(120), "pi");

    name.check(List.of("both"), "captain.newTag");
    assertThatThrownBy(() -> name.check(List.of("both", "amd64"), "captain.newTag"))
        .hasMessageStartingWith("The tag 'vvv")
        .hasMessageContaining("v-pi-amd64' is not a valid tag")
        .hasMessageEndingWith("Set a shorter captain.newTag or captain.flavor.");
    assertThatThrownBy(
            () -> new ReleaseName("v".repeat(125), Flavor.NONE).check(TARGETS, "captain.tag"))
        .hasMessageEndingWith("Set a shorter captain.tag.");
  }
}
