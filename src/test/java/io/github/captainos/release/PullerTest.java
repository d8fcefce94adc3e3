package io.github.captainos.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Layer;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.PullReport;
import io.github.captainos.testing.HostileImages;
import io.github.captainos.testing.HostileImages.Hostile;
import io.github.captainos.testing.RawImage;
import io.github.captainos.testing.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PullerTest {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";
  private static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  @TempDir private Path directory;
  private Path layout;
  private Path output;

  @BeforeEach
  void nameDirectories() {
    layout = directory.resolve("images/captain/os/artifacts");
    output = directory.resolve("new/output");
  }

  private PullReport pull() throws ReleaseException {
    return pull(null);
  }

  private PullReport pull(@Nullable String platform) throws ReleaseException {
    return Puller.pull(
        new PullRequest(
            new Naming(
                new Setting("oci:images", "the test"),
                new Setting("captain/os", "the test"),
                new Setting("artifacts", "the test"),
                directory,
                0,
                Duration.ofSeconds(5)),
            new Versioning(new Setting("v1", "the test"), null, null, Instant.EPOCH, directory),
            List.of("amd64", "arm64"),
            new Setting("both", "the test"),
            platform == null ? null : new Setting(platform, "the test"),
            output,
            1 << 20));
  }

  private Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(root)) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path path : tree.filter(Files::isRegularFile).toList()) {
          files.put(root.relativize(path).toString(), new String(Files.readAllBytes(path), UTF_8));
        }
      }
    }
    return files;
  }

  static List<Hostile> hostileImages() {
    return HostileImages.all();
  }

  @ParameterizedTest
  @MethodSource("hostileImages")
  void refusesWhatIsHostileAndLeavesNothingBehind(Hostile hostile) throws IOException {
    hostile.image().writeTo(layout, "v1");
    Map<String, String> before = files(directory);

    assertThatThrownBy(this::pull)
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("artifacts:v1")
        .hasMessageContaining(hostile.says())
        .hasMessageMatching("(?s).*[Nn]o file was written.*");
    assertThat(files(directory)).isEqualTo(before);
    assertThat(directory.resolve("new")).doesNotExist();
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
  void readsEveryKindOfLayer() throws Exception {
    new RawImage()
        .mediaType(DOCKER)
        .layer(new Tar().file("plain", "plain").bytes())
        .layer(Tar.gzip(new Tar().file("gzip", "gzip").bytes()), GZIP)
        .layer(Tar.zstd(new Tar().file("zstd", "zstd").bytes()), ZSTD)
        .layer(Tar.gzip(new Tar().file("./docker", "docker").bytes()), DOCKER_LAYER)
        .layer(Tar.gzip(new Tar().bytes()), DOCKER_LAYER)
        .writeTo(layout, "v1");
    PullReport report = pull();

    assertThat(files(output))
        .containsExactly(
            Map.entry("docker", "docker"),
            Map.entry("gzip", "gzip"),
            Map.entry("plain", "plain"),
            Map.entry("zstd", "zstd"));
    assertThat(report.artifacts())
        .extracting(Artifact::name)
        .containsExactly("plain", "gzip", "zstd", "docker");
  }

  @Test
  void readsItsOwnLayersAsOthersCompressThem() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "the kernel for amd64");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Layer.of(file, "vmlinuz").writeTo(bytes);
    new RawImage()
        .layer(Tar.gzip(bytes.toByteArray()), GZIP)
        .layer(Tar.zstd(bytes.toByteArray()), ZSTD)
        .writeTo(layout, "v1");
    pull();

    assertThat(output.resolve("vmlinuz")).hasSameBinaryContentAs(file);
  }

  @Test
  void laysLayersOverEachOther() throws Exception {
    new RawImage()
        .layer(
            new Tar()
                .file("a/removed", "1")
                .file("a/kept", "1")
                .file("emptied/x", "1")
                .file("tree/y", "1")
                .file("becomes-a-directory", "1")
                .bytes())
        .layer(
            new Tar()
                .file("a/.wh.removed", "")
                .file("emptied/.wh..wh..opq", "")
                .file("emptied/new", "2")
                .file(".wh.tree", "")
                .file("a/changed", "2")
                .file("becomes-a-directory/z", "2")
                .bytes())
        .layer(new Tar().file("a/changed", "3").bytes())
        .writeTo(layout, "v1");
    Files.createDirectories(output.resolve("a"));
    Files.writeString(output.resolve("a/removed"), "somebody's own");
    Files.writeString(output.resolve("other"), "somebody's own");
    pull();

    assertThat(files(output))
        .containsExactly(
            Map.entry("a/changed", "3"),
            Map.entry("a/kept", "1"),
            Map.entry("a/removed", "somebody's own"),
            Map.entry("becomes-a-directory/z", "2"),
            Map.entry("emptied/new", "2"),
            Map.entry("other", "somebody's own"));
  }

  @Test
  void laysADirectoryOverAFileAndTheReverse() throws Exception {
    new RawImage()
        .layer(new Tar().file("was-a-file", "1").file("was-a-directory/x", "1").bytes())
        .layer(new Tar().directory("was-a-file/d", 0755).file("was-a-directory", "2").bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(output.resolve("was-a-file/d")).isDirectory();
    assertThat(files(output)).containsExactly(Map.entry("was-a-directory", "2"));
  }

  @Test
  void readsNamesInAllScripts() throws Exception {
    new RawImage()
        .layer(new Tar().file("ядро", "1").bytes())
        .layer(new Tar().withPaxNames().file("启动🚀", "2").bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(files(output)).containsOnlyKeys("ядро", "启动🚀");
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
  void leavesAPullThatRunsAlone() throws Exception {
    new RawImage().layer(new Tar().file("f", "x").bytes()).writeTo(layout, "v1");
    try (Staging running = Staging.in(output)) {
      Path half = Files.writeString(running.newFile(), "half of it");
      pull();
      assertThat(half).exists();
    }
    assertThat(files(output)).containsOnlyKeys("f");
  }

  @Test
  void doesNotTakeTheManifestOfALayoutForWhatItIsNot() throws Exception {
    RawImage image = new RawImage().layer(new Tar().file("f", "x").bytes());
    image.writeTo(layout, "v1");
    RawImage other = new RawImage().layer(new Tar().file("g", "x").bytes());
    other.writeBlobs(layout);
    String digest = RawImage.digest(image.manifest().getBytes(UTF_8)).substring(7);
    Files.writeString(layout.resolve("blobs/sha256").resolve(digest), other.manifest());

    assertThatThrownBy(this::pull).hasMessageContaining(digest + " is not what its name says");
    assertThat(output).doesNotExist();
  }

  @Test
  void keepsPermissionBitsAndNoOthers() throws Exception {
    new RawImage()
        .layer(
            new Tar()
                .directory("d", 0750)
                .file("d/script", new byte[0], 0755)
                .file("secret", new byte[0], 0600)
                .file("setuid", new byte[0], 06711)
                .bytes())
        .writeTo(layout, "v1");
    pull();

    assertThat(mode("d")).isEqualTo("rwxr-x---");
    assertThat(mode("d/script")).isEqualTo("rwxr-xr-x");
    assertThat(mode("secret")).isEqualTo("rw-------");
    assertThat(Files.getAttribute(output.resolve("setuid"), "unix:mode")).isEqualTo(0100711);
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(output.resolve(path)));
  }

  @Test
  void fetchesNoFileThatIsThereAlready() throws Exception {
    PublishPlan plan = PublishPlan.of(Requests.request(directory));
    Publisher.publish(Requests.request(directory));
    assertThat(pull().artifacts()).extracting(Artifact::state).containsOnly(Artifact.State.FETCHED);
    // if it were opened, this would show
    String layer = plan.images().get(0).image().layers().get(0).descriptor().digest().getHash();
    Files.writeString(layout.resolve("blobs/sha256").resolve(layer), "damaged");

    assertThat(pull().artifacts()).extracting(Artifact::state).containsOnly(Artifact.State.PRESENT);
    Files.writeString(output.resolve("amd64.iso"), "the ISO for amd32");
    assertThatThrownBy(this::pull).hasMessageContaining("fetching amd64.iso.tar failed");
    assertThat(output.resolve("amd64.iso")).hasContent("the ISO for amd32");
  }

  @Test
  void takesTheEntryThatIsAskedForElseThisMachinesElseTheFirst() throws Exception {
    String machine =
        "{\"os\":\"linux\",\"architecture\":\"%s\"}"
            .formatted(PlatformChoice.thisMachine().architecture());
    index(
        Map.of(
            "attestation", "{\"os\":\"unknown\",\"architecture\":\"unknown\"}",
            "riscv", "{\"os\":\"linux\",\"architecture\":\"riscv64\"}",
            "machine", machine),
        INDEX);
    assertThat(pull().artifacts()).extracting(Artifact::name).containsExactly("machine");
    assertThat(pull("linux/riscv64").artifacts())
        .extracting(Artifact::name)
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
    assertThat(report.artifacts()).extracting(Artifact::name).containsExactly("b-first");
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
}
