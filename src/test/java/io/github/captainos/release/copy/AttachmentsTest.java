package io.github.captainos.release.copy;

import static io.github.captainos.release.copy.Referrers.MANIFEST;
import static io.github.captainos.release.copy.Referrers.OS;
import static io.github.captainos.release.copy.Referrers.digest;
import static io.github.captainos.release.copy.Referrers.json;
import static io.github.captainos.release.copy.Referrers.referrer;
import static io.github.captainos.release.copy.Referrers.signature;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.CopyReport;
import io.github.captainos.report.Part.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What refers to images goes along with them. */
class AttachmentsTest extends ReferrersFixture {
  @Test
  void signaturesUnderTagsGoBeforeTheTagsOfTheImages() throws Exception {
    String signature = signature(from, "by Joe");
    from.put(OS, tag(".sig"), MANIFEST, signature);
    from.put(OS, tag(".att"), MANIFEST, signature(from, "SBOM"));

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.manifest(OS, tag(".sig"))).isEqualTo(signature);
    assertThat(to.tags(OS)).contains(tag(".att"), tag(".sig"), "v1");
    assertThat(to.blobs(OS)).containsKey(digest("by Joe"));
    assertThat(to.requests("PUT /v2/" + OS + "/manifests/"))
        .as("the image, what refers to it, its tag")
        .containsSubsequence(
            "PUT /v2/" + OS + "/manifests/" + image,
            "PUT /v2/" + OS + "/manifests/" + tag(".sig"),
            "PUT /v2/" + OS + "/manifests/v1-amd64",
            "PUT /v2/" + OS + "/manifests/v1");
    assertThat(report.images().get(2).referrers())
        .extracting(one -> one.tag())
        .containsExactly(tag(".sig"), tag(".att"));
  }

  @Test
  void signaturesOfBothEndsAreKept() throws Exception {
    copy(from.address(), to.address());
    from.put(OS, tag(".sig"), MANIFEST, signature(from, "by Joe", "by all"));
    to.put(OS, tag(".sig"), MANIFEST, signature(to, "by Ann", "by all"));

    int before = to.blobs(OS).size();
    copy(from.address(), to.address());

    JsonNode merged = json(to.manifest(OS, tag(".sig")));
    assertThat(merged.path("layers"))
        .extracting(layer -> layer.path("digest").asText())
        .containsExactly(digest("by Ann"), digest("by all"), digest("by Joe"));
    String config = merged.at("/config/digest").asText();
    assertThat(to.blobs(OS))
        .containsEntry(config, config)
        .containsKey(digest("by Joe"))
        .hasSize(before + 2);
    assertThat(to.blob(OS, config))
        .isEqualTo(
            "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\",\"%s\",\"%s\"]}}"
                .formatted(digest("by Ann"), digest("by all"), digest("by Joe")));

    to.forgetRequests();
    copy(from.address(), to.address());
    assertThat(to.requests("P")).as("the second time").isEmpty();
  }

  @Test
  void aSourceWithManySignaturesDoesNotMakeThoseOfTheDestinationUnreadable() throws Exception {
    copy(from.address(), to.address());
    String[] many = IntStream.range(0, 128).mapToObj(i -> "by " + i).toArray(String[]::new);
    String own = signature(to, "by Ann");
    from.put(OS, tag(".sig"), MANIFEST, signature(from, many));
    to.put(OS, tag(".sig"), MANIFEST, own);

    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContainingAll(
            "merging " + tag(".sig"), "129 entries", "no more than 128", "captain.referrers");
    assertThat(to.manifest(OS, tag(".sig"))).isEqualTo(own);
  }

  @Test
  void referrersAreListedByTheRegistryThatKnowsThem() throws Exception {
    from.listReferrers();
    to.listReferrers();
    String referrer = referrer(from, "a bundle", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.manifest(OS, digest(referrer))).isEqualTo(referrer);
    assertThat(to.blobs(OS)).containsKey(digest("a bundle"));
    assertThat(to.tags(OS)).doesNotContain(tag(""));
    assertThat(report.images().get(2).referrers())
        .extracting(one -> one.content().state())
        .containsExactly(State.UPLOADED);

    to.forgetRequests();
    CopyReport again = copy(from.address(), to.address());
    assertThat(to.requests("P")).as("the second time").isEmpty();
    assertThat(again.images().get(2).referrers())
        .extracting(one -> one.content().state())
        .containsExactly(State.PRESENT);
  }

  @Test
  void aRegistryThatDoesNotKnowReferrersGetsAnIndexOfThem() throws Exception {
    from.listReferrers();
    for (String payload : new String[] {"one", "two"}) {
      String referrer = referrer(from, payload, image);
      from.put(OS, digest(referrer), MANIFEST, referrer);
    }
    // as cosign copies it
    to.put(OS, tag(""), MANIFEST, from.manifest(OS, "v1"));

    copy(from.address(), to.address());

    JsonNode entries = json(to.manifest(OS, tag(""))).path("manifests");
    assertThat(entries)
        .hasSize(2)
        .allMatch(entry -> entry.path("artifactType").asText().equals("application/x.bundle"))
        .extracting(entry -> entry.path("digest").asText())
        .containsExactlyInAnyOrder(
            digest(referrer(from, "one", image)), digest(referrer(from, "two", image)));

    to.forgetRequests();
    copy(from.address(), to.address());
    assertThat(to.requests("P")).as("the second time").isEmpty();
  }

  @Test
  void aDamagedManifestInALayoutIsWrittenAgain() throws Exception {
    copy(from.address(), "oci:medium");
    String below = json(from.manifest(OS, "v1")).at("/manifests/0/digest").asText();
    Path blob =
        directory
            .resolve("medium/captain/os/artifacts/blobs/sha256")
            .resolve(below.replace("sha256:", ""));
    byte[] bytes = Files.readAllBytes(blob);
    byte[] damaged = bytes.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(blob, damaged);

    CopyFixture.copy(
        CopyFixture.at(from.address(), directory),
        CopyFixture.at("oci:medium", directory),
        "v2",
        false,
        false);

    assertThat(blob).hasBinaryContent(bytes);
  }

  @Test
  void referrersTravelInALayout() throws Exception {
    from.listReferrers();
    String referrer = referrer(from, "a bundle", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);
    from.put(OS, tag(".sig"), MANIFEST, signature(from, "by Joe"));

    copy(from.address(), "oci:medium");
    JsonNode index = json(Files.readString(directory.resolve("medium/" + OS + "/index.json")));
    assertThat(index.path("manifests"))
        .filteredOn(entry -> entry.path("digest").asText().equals(digest(referrer)))
        .singleElement()
        .matches(entry -> entry.path("annotations").isMissingNode());

    copy("oci:medium", to.address());
    assertThat(to.manifest(OS, digest(referrer))).isEqualTo(referrer);
    assertThat(to.manifest(OS, tag(".sig"))).isEqualTo(from.manifest(OS, tag(".sig")));
    assertThat(json(to.manifest(OS, tag(""))).path("manifests")).hasSize(1);
  }

  @Test
  void theyStayWhereTheyAreIfTheUserSaysSo() throws Exception {
    from.put(OS, tag(".sig"), MANIFEST, signature(from, "by Joe"));
    CopyFixture.copier(
            CopyFixture.at(from.address(), directory),
            CopyFixture.at(to.address(), directory),
            null,
            false,
            false,
            false)
        .run();

    assertThat(to.tags(OS)).containsExactly("v1", "v1-amd64", "v1-arm64");
    assertThat(from.requests("GET /v2/" + OS + "/referrers/")).isEmpty();
  }
}
