package io.github.captainos.release.copy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Requests;
import io.github.captainos.release.publish.Publisher;
import io.github.captainos.report.State;
import io.github.captainos.report.goal.CopyReport;
import io.github.captainos.testing.FakeRegistry;
import io.github.captainos.testing.RawImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What refers to images goes along with them. */
class AttachmentsTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String OS = "captain/os/artifacts";

  @TempDir private Path directory;
  private FakeRegistry from;
  private FakeRegistry to;

  /** The digest of the combined image. */
  private String image = "";

  @BeforeEach
  void publish() throws IOException, ReleaseException {
    from = FakeRegistry.start();
    to = FakeRegistry.start();
    Publisher.publish(Requests.request(directory));
    copy("oci:images", from.address());
    image = digest(from.manifest(OS, "v1"));
  }

  @AfterEach
  void stop() {
    from.close();
    to.close();
  }

  private CopyReport copy(String source, String destination) throws ReleaseException {
    return Copier.copy(
        CopyFixture.request(
            CopyFixture.at(source, directory), CopyFixture.at(destination, directory)));
  }

  private static String digest(String text) {
    return RawImage.digest(text.getBytes(UTF_8));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  private static String blob(FakeRegistry registry, String text) {
    registry.put(OS, digest(text), text.getBytes(UTF_8));
    return "\"digest\":\"%s\",\"size\":%d".formatted(digest(text), text.length());
  }

  /** Returns a signature of one or more layers, as cosign makes them. */
  private static String signature(FakeRegistry registry, String... payloads) {
    StringBuilder layers = new StringBuilder();
    StringBuilder ids = new StringBuilder();
    for (String payload : payloads) {
      String comma = layers.isEmpty() ? "" : ",";
      layers.append(comma).append("{\"mediaType\":\"application/x\",");
      layers.append(blob(registry, payload)).append("}");
      ids.append(comma).append("\"" + digest(payload) + "\"");
    }
    String config = "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" + ids + "]}}";
    return ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":{\"mediaType\":"
            + "\"application/vnd.oci.image.config.v1+json\",%s},\"layers\":[%s]}")
        .formatted(MANIFEST, blob(registry, config), layers);
  }

  private static String referrer(FakeRegistry registry, String payload, String subject) {
    return ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"artifactType\":\"application/x.bundle\","
            + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",%s},"
            + "\"layers\":[{\"mediaType\":\"application/x\",%s}],"
            + "\"subject\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1}}")
        .formatted(MANIFEST, blob(registry, "{}"), blob(registry, payload), MANIFEST, subject);
  }

  private String tag(String suffix) {
    return image.replace(':', '-') + suffix;
  }

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

    Copier.copy(
        CopyFixture.request(
            CopyFixture.at(from.address(), directory),
            CopyFixture.at("oci:medium", directory),
            "v2",
            false,
            false));

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
  void whatDoesNotReferToTheImageIsNotCopied() throws Exception {
    String other = referrer(from, "a bundle", digest("another image"));
    from.put(OS, digest(other), MANIFEST, other);
    list(from, digest(other), other.length());

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.manifest(OS, digest(other))).isEqualTo("none");
    assertThat(report.images().get(2).referrers()).isEmpty();
  }

  /** Lists a referrer in an index, as a registry without the API has it. */
  private void list(FakeRegistry registry, String digest, long size) {
    registry.put(
        OS,
        tag(""),
        "application/vnd.oci.image.index.v1+json",
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}]}"
            .formatted(MANIFEST, digest, size));
  }

  @Test
  void aReferrerThatIsListedAndMissingIsNotCopied() throws Exception {
    String missing = referrer(from, "a bundle", image);
    list(from, digest(missing), missing.length());

    CopyReport report = copy(from.address(), to.address());

    assertThat(to.tags(OS)).contains("v1");
    assertThat(report.images().get(2).referrers()).isEmpty();
  }

  @Test
  void aReferrerThatTheDestinationListsAndLacksIsCopiedAgain() throws Exception {
    String referrer = referrer(from, "a bundle", image);
    from.put(OS, digest(referrer), MANIFEST, referrer);
    list(from, digest(referrer), referrer.length());
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
    list(from, other, 1);
    assertThatThrownBy(() -> copy(from.address(), to.address()))
        .hasMessageContaining(
            "looking up what refers to it failed: it has a digest that is not SHA-256: " + other)
        .hasMessageEndingWith("To copy the images alone, set captain.referrers to false.");

    String broken = "{\"schemaVersion\":1,\"subject\":{\"digest\":\"" + image + "\"}}";
    from.put(OS, digest(broken), MANIFEST, broken);
    list(from, digest(broken), broken.length());
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
    list(from, digest(referrer), referrer.length());
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

  @Test
  void theyStayWhereTheyAreIfTheUserSaysSo() throws Exception {
    from.put(OS, tag(".sig"), MANIFEST, signature(from, "by Joe"));
    CopyRequest request =
        CopyFixture.request(
            CopyFixture.at(from.address(), directory), CopyFixture.at(to.address(), directory));

    Copier.copy(
        new CopyRequest(
            request.from(),
            request.to(),
            request.versioning(),
            request.targets(),
            null,
            false,
            false,
            false,
            request.progress()));

    assertThat(to.tags(OS)).containsExactly("v1", "v1-amd64", "v1-arm64");
    assertThat(from.requests("GET /v2/" + OS + "/referrers/")).isEmpty();
  }
}
