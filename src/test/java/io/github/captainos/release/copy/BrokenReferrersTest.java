package io.github.captainos.release.copy;

import static io.github.captainos.release.copy.Referrers.MANIFEST;
import static io.github.captainos.release.copy.Referrers.OS;
import static io.github.captainos.release.copy.Referrers.digest;
import static io.github.captainos.release.copy.Referrers.list;
import static io.github.captainos.release.copy.Referrers.referrer;
import static io.github.captainos.release.copy.Referrers.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part.State;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What refers to images and cannot be copied as it is, at either end. */
class BrokenReferrersTest extends ReferrersFixture {
  @Test
  void anotherImageUnderTheTagOfTheIndexIsNotLost() throws Exception {
    from.listReferrers();
    String referrer = referrer(from, "one", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);
    String manifest = signature(to, "another image");
    String list =
        "{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":"
            + "\"application/vnd.docker.distribution.manifest.list.v2+json\"}";

    for (String other : new String[] {manifest, list}) {
      to.put(OS, tag(""), MANIFEST, other);

      assertThatThrownBy(() -> copy(from.address(), to.address()))
          .isInstanceOf(ReleaseException.class)
          .hasMessageContaining(
              "under the tag "
                  + tag("")
                  + ", and this tag refers to something else, so it was not moved. Delete the tag."
                  + " No tag has moved. To copy the images alone, set captain.referrers to false.");
      assertThat(to.manifest(OS, tag(""))).isEqualTo(other);
      assertThat(to.tags(OS)).doesNotContain("v1");
    }
  }

  @Test
  void whatDoesNotReferToTheImageIsNotCopied() throws Exception {
    String other = referrer(from, "a bundle", digest("another image"));
    from.put(OS, digest(other), MANIFEST, other);
    list(from, image, digest(other), other.length());

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.manifest(OS, digest(other))).isEqualTo("none");
    assertThat(report.images().get(2).referrers()).isEmpty();
  }

  @Test
  void aReferrerThatIsListedAndMissingIsNotCopied() throws Exception {
    String missing = referrer(from, "a bundle", image);
    list(from, image, digest(missing), missing.length());

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.tags(OS)).contains("v1");
    assertThat(report.images().get(2).referrers()).isEmpty();
  }

  @Test
  void aReferrerThatTheDestinationListsAndLacksIsCopiedAgain() throws Exception {
    String referrer = referrer(from, "a bundle", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);
    list(from, image, digest(referrer), referrer.length());
    copy(from.address(), to.address());
    to.delete(OS, digest(referrer));

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.manifest(OS, digest(referrer))).isEqualTo(referrer);
    assertThat(report.images().get(2).referrers())
        .extracting(one -> one.content().state())
        .containsExactly(State.UPLOADED);
  }

  @Test
  void aReferrerThatCannotBeCopiedIsAnErrorThatSaysWhatToDo() {
    String other = "sha512:" + "0".repeat(128);
    list(from, image, other, 1);
    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .hasMessageContaining(
            "looking up what refers to it failed: it has a digest that is not SHA-256: " + other)
        .hasMessageEndingWith("To copy the images alone, set captain.referrers to false.");

    String broken = "{\"schemaVersion\":1,\"subject\":{\"digest\":\"" + image + "\"}}";
    from.put(OS, digest(broken), MANIFEST, broken);
    list(from, image, digest(broken), broken.length());
    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .hasMessageContaining("reading " + digest(broken) + ", which refers to it, failed")
        .hasMessageEndingWith(
            "If this referrer cannot be repaired, delete it, or set captain.referrers to false.");
    assertThat(to.tags(OS)).isEmpty();
  }

  @Test
  void entriesOfALayoutWithOtherDigestsDoNotHideReferrers() throws Exception {
    String referrer = referrer(from, "a bundle", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);
    list(from, image, digest(referrer), referrer.length());
    copy(from.address(), "oci:medium");
    Path index = directory.resolve("medium/" + OS + "/index.json");
    String other =
        "{\"mediaType\":\"%s\",\"digest\":\"sha512:%s\",\"size\":1},"
            .formatted(MANIFEST, "0".repeat(128));
    Files.writeString(
        index, Files.readString(index).replace("\"manifests\":[", "\"manifests\":[" + other));

    copy("oci:medium", to.address());

    assertThat(to.manifest(OS, digest(referrer))).isEqualTo(referrer);
  }

  @Test
  void tooManyReferrersAreAnError() {
    from.listReferrers();
    for (int i = 0; i <= 128; i++) {
      String referrer = referrer(from, "bundle " + i, image);
      from.put(OS, digest(referrer), MANIFEST, referrer);
    }

    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .hasMessageContaining(OS + ":v1: more than 128 manifests refer to " + image)
        .hasMessageContaining("captain.referrers");
    assertThat(to.requests("P")).isEmpty();
  }

  @Test
  void documentsOfTwoKindsCannotBeMerged() throws Exception {
    copy(from.address(), to.address());
    from.put(OS, tag(".sig"), MANIFEST, signature(from, "by Joe"));
    to.put(OS, tag(".sig"), MANIFEST, "{\"schemaVersion\":2,\"manifests\":[]}");

    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .hasMessageContaining("the destination has another kind of document under this tag");
  }
}
