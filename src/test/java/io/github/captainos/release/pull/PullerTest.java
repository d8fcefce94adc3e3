package io.github.captainos.release.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.PullReport.PulledFile;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.HostileImages;
import io.github.captainos.testing.image.HostileImages.Hostile;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PullerTest extends PullFixture {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  static List<Hostile> hostileImages() {
    return HostileImages.all();
  }

  @ParameterizedTest
  @MethodSource("hostileImages")
  void refusesWhatIsHostileAndLeavesNothingBehind(Hostile hostile) throws IOException {
    hostile.image().writeTo(layout, "v1");
    hostile.prepare(output);
    links = hostile.links();
    Map<String, String> before = DirectoryTree.of(directory);

    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("artifacts:v1")
        .hasMessageContaining(hostile.says())
        .hasMessageMatching("(?s).*[Nn]o file was written.*");
    assertThat(DirectoryTree.of(directory)).isEqualTo(before);
  }

  @Test
  void refusesToWriteThroughALinkOnDisk() throws IOException {
    new RawImage().layer(new Tar().file("sub/evil", "x").bytes()).writeTo(layout, "v1");
    Files.createDirectories(output);
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.createSymbolicLink(output.resolve("sub"), outside);

    assertThatThrownBy(this::pull).hasMessageContaining("sub is a link");
    assertThat(outside).isEmptyDirectory();
    assertThat(output).isDirectoryContaining(path -> path.endsWith("sub"));
    assertThat(files(output)).isEmpty();
  }

  @Test
  void replacesALinkOnDiskWithoutFollowingIt() throws Exception {
    new RawImage().layer(new Tar().file("f", "of the image").bytes()).writeTo(layout, "v1");
    Files.createDirectories(output);
    Path outside = Files.writeString(directory.resolve("outside"), "precious");
    Files.createSymbolicLink(output.resolve("f"), outside);
    pull();

    assertThat(outside).hasContent("precious");
    assertThat(output.resolve("f")).isRegularFile().hasContent("of the image");
    assertThat(Files.isSymbolicLink(output.resolve("f"))).isFalse();
  }

  @Test
  void removesWhatAKilledBuildLeftAndNothingElse() throws Exception {
    new RawImage().layer(new Tar().file("f", "x").bytes()).writeTo(layout, "v1");
    String uuid = "12345678-1234-1234-1234-123456789abc";
    Path abandoned = Files.createDirectories(output.resolve(".captain-pull-" + uuid));
    Files.writeString(abandoned.resolve("lock"), "");
    Files.writeString(abandoned.resolve("1"), "half of it");
    Files.writeString(output.resolve(".captain-pull-notes"), "somebody's own");
    pull();

    assertThat(files(output)).containsOnlyKeys("f", ".captain-pull-notes");
  }

  @Test
  void doesNotTakeTheManifestOfALayoutForWhatItIsNot() throws Exception {
    RawImage image = new RawImage().layer(new Tar().file("f", "x").bytes());
    image.writeTo(layout, "v1");
    RawImage other = new RawImage().layer(new Tar().file("g", "x").bytes());
    other.writeBlobs(layout);
    String digest = RawImage.digest(image.manifest().getBytes(UTF_8)).substring(7);
    Files.writeString(layout.resolve("blobs/sha256").resolve(digest), other.manifest());

    assertThatThrownBy(this::pull)
        .hasMessageContaining(digest + " does not match the digest in its name");
    assertThat(output).doesNotExist();
  }

  @Test
  void fetchesNoFileThatIsThereAlready() throws Exception {
    List<PlannedImage> plan = Publishing.in(directory).images();
    Publishing.ofFiles(directory).publish();
    assertThat(pull().artifacts())
        .extracting(file -> file.layer().state())
        .containsOnly(State.FETCHED);
    // if it were opened, this would show
    String layer = plan.get(0).layers().get(0).descriptor().digest().getHash();
    Files.writeString(layout.resolve("blobs/sha256").resolve(layer), "damaged");

    assertThat(pull().artifacts())
        .extracting(file -> file.layer().state())
        .containsOnly(State.PRESENT);
    Files.writeString(output.resolve("amd64.iso"), "the ISO for amd32");
    assertThatThrownBy(this::pull)
        .hasMessageContaining("fetching amd64.iso into " + output + " failed");
    assertThat(output.resolve("amd64.iso")).hasContent("the ISO for amd32");
  }

  @Test
  void takesTheEntryThatIsAskedForElseThisMachinesElseTheFirst() throws Exception {
    String machine =
        "{\"os\":\"linux\",\"architecture\":\"%s\"}"
            .formatted(PlatformManifest.thisMachine().architecture());
    index(
        Map.of(
            "attestation", "{\"os\":\"unknown\",\"architecture\":\"unknown\"}",
            "riscv", "{\"os\":\"linux\",\"architecture\":\"riscv64\"}",
            "machine", machine),
        INDEX);
    assertThat(pull().artifacts()).extracting(PulledFile::name).containsExactly("machine");
    assertThat(pull("linux/riscv64").artifacts())
        .extracting(PulledFile::name)
        .containsExactly("riscv");
    assertThatThrownBy(() -> pull("linux/s390x"))
        .hasMessageContaining("'linux/s390x' (from the test)")
        .hasMessageContaining("linux/riscv64");

    index(
        Map.of(
            "a-attestation", "{\"os\":\"unknown\",\"architecture\":\"unknown\"}",
            "b-first", "{\"os\":\"linux\",\"architecture\":\"riscv64\",\"variant\":\"v1\"}",
            "c-second", "{\"os\":\"linux\",\"architecture\":\"s390x\"}"),
        DOCKER_LIST);
    PullReport report = pull();
    assertThat(report.artifacts()).extracting(PulledFile::name).containsExactly("b-first");
    assertThat(report.platform()).isEqualTo("linux/riscv64/v1");
  }

  private void index(Map<String, String> platforms, String mediaType) throws IOException {
    Map<RawImage, String> images = new LinkedHashMap<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(platforms).entrySet()) {
      RawImage image = new RawImage().layer(new Tar().file(entry.getKey(), "x").bytes());
      image.writeBlobs(layout);
      images.put(image, entry.getValue());
    }
    RawImage.writeTag(layout, "v1", RawImage.index(images, mediaType), mediaType);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("There is no image oci:images/captain/os/artifacts:v1")
        .hasMessageContaining("captain.tag");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void saysWhichTargetsThereAre() {
    assertThatThrownBy(
            () ->
                PullFixture.job(
                    Publishing.ofFiles(directory).release(), "all", directory, "symbolic"))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("The target 'all' (from the test) is not a target of this project.")
        .hasMessageContaining("Valid values: amd64, arm64, both (also written combined).")
        .hasMessageContaining("or captain.targets to the targets that were published");
  }

  @Test
  void namesTheTagThatTheCommitWasPublishedUnder() throws Exception {
    RawImage image = new RawImage().layer(new Tar().file("vmlinuz", "x").bytes());
    image.writeTo(layout, "v0.9.0-1234567");
    tag = null;
    assertThatThrownBy(this::pull)
        .hasMessage(
            "There is no image oci:images/captain/os/artifacts:v0.0.0-1234567. This commit was"
                + " published as v0.9.0-1234567: set -Dcaptain.tag=v0.9.0-1234567.");
  }

  @Test
  void pullsAnImageThatHasTheExpectedDigest() throws Exception {
    RawImage image = new RawImage().layer(new Tar().file("vmlinuz", "x").bytes());
    image.writeTo(layout, "v1");
    digest = pull().image().digest().toString();
    Files.delete(output.resolve("vmlinuz"));
    pull();
    assertThat(output.resolve("vmlinuz")).exists();
  }

  @Test
  void refusesAnImageWithAnotherDigestBeforeItIsFetched() throws Exception {
    new RawImage().layer(new Tar().file("vmlinuz", "x").bytes()).writeTo(layout, "v1");
    digest = "sha256:" + "0".repeat(64);
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("artifacts:v1 is sha256:")
        .hasMessageContaining("captain.digest is '" + digest + "'")
        .hasMessageContaining("No file was written.");
    assertThat(output).doesNotExist();
  }

  @Test
  void refusesADigestThatIsNone() {
    digest = "sha256:" + "A".repeat(64);
    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("is not a digest");
  }
}
