package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.image.Tar;
import io.github.captainos.trust.FileSignature;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the signatures of checksum files, beside these. */
class SignedChecksumsTest {
  private static final String AMD64 = "sha256sums-amd64.txt";
  private static final String ARM64 = "sha256sums-arm64.txt";
  private static final String BUNDLE = ".sigstore.json";

  @TempDir private Path directory;
  private SignedRelease release;
  private Path work;
  private Path pulled;
  private Path combined;

  @BeforeEach
  void nameDirectories() throws IOException {
    release = new SignedRelease(directory);
    work = directory.resolve("work");
    pulled = directory.resolve("pulled");
    combined = directory.resolve("combined");
  }

  private static boolean isSigned(Path checksums, String publicKey) throws IOException {
    byte[] bundle = Files.readAllBytes(bundle(checksums));
    VerificationKey key = VerificationKey.read(TestKeys.file(publicKey));
    return FileSignature.verifies(bundle, Files.readAllBytes(checksums), key);
  }

  private static Path bundle(Path checksums) {
    return checksums.resolveSibling(checksums.getFileName() + BUNDLE);
  }

  /** Returns the bundles in a directory, by their names. */
  private static Map<String, String> bundles(Path directory) throws IOException {
    Map<String, String> bundles = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(BUNDLE)).toList()) {
        bundles.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return bundles;
  }

  @Test
  void publishSignsThoseOfTheTargetsThatItPublishes() throws Exception {
    release.publish(KEY, "amd64");
    assertThat(bundles(work)).containsOnlyKeys(AMD64 + BUNDLE);
    assertThat(isSigned(work.resolve(AMD64), PUBLIC)).isTrue();
    release.publish(KEY);
    assertThat(bundles(work)).containsOnlyKeys(AMD64 + BUNDLE, ARM64 + BUNDLE);
    assertThat(isSigned(work.resolve(ARM64), PUBLIC)).isTrue();
  }

  @Test
  void aSignatureThatIsValidIsKeptAndAnotherIsReplaced() throws Exception {
    release.publish(KEY);
    Map<String, String> before = bundles(work);
    release.publish(KEY);
    release.signFiles(KEY);
    assertThat(bundles(work)).isEqualTo(before);

    Files.writeString(bundle(work.resolve(AMD64)), "no bundle");
    release.publish(KEY);
    assertThat(isSigned(work.resolve(AMD64), PUBLIC)).isTrue();
    assertThat(bundles(work)).containsEntry(ARM64 + BUNDLE, before.get(ARM64 + BUNDLE));
    release.publish(OTHER_KEY);
    assertThat(isSigned(work.resolve(AMD64), OTHER_PUBLIC)).isTrue();
    assertThat(isSigned(work.resolve(AMD64), PUBLIC)).isFalse();
  }

  @Test
  void anOldSignatureDoesNotStayBesideOtherChecksums() throws Exception {
    release.publish(KEY);
    Map<String, String> before = bundles(work);
    release.publish(null);
    assertThat(bundles(work)).isEqualTo(before);
    release.content = "a new ISO for ";
    release.dryRun = true;
    release.publish(KEY);
    assertThat(bundles(work)).isEmpty();
  }

  @Test
  void theImagesAreTheSameWithAndWithoutAKey() throws Exception {
    release.publish(null);
    Object index = release.image("v1").descriptor();
    assertThat(bundles(work)).isEmpty();
    release.publish(KEY);
    assertThat(release.image("v1").descriptor()).isEqualTo(index);
    release.pull(PUBLIC);
    assertThat(bundles(pulled)).isEmpty();
  }

  @Test
  void signSignsThoseOfTheFilesIfTheImagesAreTheirs() throws Exception {
    release.publish(null);
    release.signFiles(KEY);
    assertThat(isSigned(work.resolve(AMD64), PUBLIC)).isTrue();
    Files.writeString(directory.resolve("amd64.iso"), "changed");
    assertThatThrownBy(() -> release.signFiles(KEY)).isInstanceOf(ReleaseException.class);
    assertThat(bundles(work)).containsOnlyKeys(ARM64 + BUNDLE);
  }

  @Test
  void aSignatureThatCannotBeWrittenIsAnErrorBeforeTagsMove() throws Exception {
    Files.createDirectories(work.resolve(AMD64 + BUNDLE));
    assertThatThrownBy(() -> release.publish(KEY))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(AMD64)
        .hasMessageContaining("No tag has moved. Make its directory writable, or remove");
    assertThat(release.registry().manifest("v1")).isEmpty();
  }

  @Test
  void combineReadsAndSignsThoseOfTheTargets() throws Exception {
    release.publish(KEY, "amd64");
    release.publish(KEY, "arm64");
    release.dryRun = true;
    release.combine(KEY, null);
    release.dryRun = false;
    assertThat(combined).doesNotExist();
    release.combine(KEY, null);
    assertThat(combined.resolve(AMD64)).hasSameBinaryContentAs(work.resolve(AMD64));
    assertThat(combined.resolve(ARM64)).hasSameBinaryContentAs(work.resolve(ARM64));
    assertThat(isSigned(combined.resolve(AMD64), PUBLIC)).isTrue();
    assertThat(isSigned(combined.resolve(ARM64), PUBLIC)).isTrue();
    Map<String, String> before = DirectoryTree.of(combined);
    release.combine(KEY, null);
    assertThat(DirectoryTree.of(combined)).isEqualTo(before);

    Files.writeString(combined.resolve(AMD64), "of another release");
    release.combine(KEY, null);
    assertThat(isSigned(combined.resolve(AMD64), PUBLIC)).isTrue();
  }

  @Test
  void combineSignsNothingThatNoKeyHasSigned() throws Exception {
    release.publish(null, "amd64");
    release.publish(null, "arm64");
    assertThatThrownBy(() -> release.combine(KEY, null)).hasMessageContaining("is not signed");
    release.combine(null, null);
    assertThat(combined).doesNotExist();
  }

  /** Replaces the checksums in the image of a target. */
  private void replaceChecksums(String tag, String name, String content) throws IOException {
    Registry registry = release.registry();
    Blob layer = Blob.of("", new Tar().file(name, content).bytes());
    Manifest index = release.image(tag);
    String indexText = text(index.bytes());
    for (Descriptor entry : index.entries()) {
      Manifest manifest = registry.manifest(entry).orElseThrow();
      Descriptor old = manifest.entries().get(manifest.entries().size() - 1);
      Descriptor config = manifest.config().orElseThrow();
      Blob newConfig =
          Blob.of(
              config.mediaType(),
              text(registry.get(config, Manifest.MAX_SIZE))
                  .replace(old.digest().toString(), layer.descriptor().digest().toString())
                  .getBytes(StandardCharsets.UTF_8));
      String text = replaced(text(manifest.bytes()), config, newConfig.descriptor());
      Manifest newManifest =
          Manifest.of(
              Manifest.TYPE,
              replaced(text, old, layer.descriptor()).getBytes(StandardCharsets.UTF_8));
      registry.pushBlob(layer);
      registry.pushBlob(newConfig);
      registry.pushManifest(newManifest);
      indexText = replaced(indexText, entry, newManifest.descriptor());
    }
    registry.tag(tag, Manifest.of(Manifest.INDEX_TYPE, indexText.getBytes(StandardCharsets.UTF_8)));
  }

  private static String replaced(String json, Descriptor old, Descriptor by) {
    String format = "\"digest\":\"%s\",\"size\":%d";
    String before = format.formatted(old.digest(), old.size());
    assertThat(json).contains(before);
    return json.replace(before, format.formatted(by.digest(), by.size()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void combineSignsNothingButChecksums() throws Exception {
    release.publish(null);
    // whose signature would be one of an image that the key has never seen
    String payload =
        "{\"critical\":{\"identity\":{\"docker-reference\":\"ghcr.io/acme/os:v1\"},\"image\":{"
            + "\"docker-manifest-digest\":\"sha256:"
            + "12".repeat(32)
            + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}";
    replaceChecksums("v1-amd64", AMD64, payload);
    release.signNamed(OTHER_KEY, true);
    assertThatThrownBy(() -> release.combine(KEY, OTHER_PUBLIC))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(AMD64)
        .hasMessageContaining("it has a line that is not a checksum");
    assertThat(combined).doesNotExist();
  }

  @Test
  void aLinkOfTheImageIsNotTakenForAnOldSignature() throws Exception {
    for (String content : List.of("", "\n")) {
      Tar tar = new Tar().file(AMD64, content).symbolicLink(AMD64 + BUNDLE, AMD64);
      new RawImage()
          .layer(tar.bytes())
          .writeTo(directory.resolve("images/captain/os/artifacts"), "v1");
      release.pull(null);
      assertThat(bundle(pulled.resolve(AMD64))).isSymbolicLink().hasContent(content);
    }
  }

  @Test
  void pullSignsWhatAPublicKeyHasVerified() throws Exception {
    release.publish(OTHER_KEY);
    assertThatThrownBy(() -> release.pull(KEY, null))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("captain.signKey is set, and captain.publicKey is not");
    assertThatThrownBy(() -> release.pull(KEY, PUBLIC)).hasMessageContaining("another key");
    assertThat(pulled).doesNotExist();
    release.pull(KEY, OTHER_PUBLIC);
    assertThat(bundles(pulled)).containsOnlyKeys(AMD64 + BUNDLE, ARM64 + BUNDLE);
    assertThat(isSigned(pulled.resolve(AMD64), PUBLIC)).isTrue();
    assertThat(isSigned(pulled.resolve(ARM64), PUBLIC)).isTrue();

    Map<String, String> before = DirectoryTree.of(pulled);
    release.pull(KEY, OTHER_PUBLIC);
    Files.delete(pulled.resolve(ARM64));
    release.pull(KEY, OTHER_PUBLIC);
    assertThat(DirectoryTree.of(pulled)).isEqualTo(before);
    release.pull(OTHER_KEY, OTHER_PUBLIC);
    assertThat(isSigned(pulled.resolve(AMD64), OTHER_PUBLIC)).isTrue();
  }

  @Test
  void pullDeletesTheSignatureOfChecksumsThatItReplaces() throws Exception {
    release.publish(KEY);
    release.pull(KEY, PUBLIC);
    Map<String, String> before = bundles(pulled);
    release.pull(null);
    assertThat(bundles(pulled)).isEqualTo(before);
    release.content = "a new ISO for ";
    release.publish(KEY, "arm64");
    release.publish(KEY, "both");
    Files.writeString(bundle(pulled.resolve("amd64.iso")), "of another program");
    release.pull(null);
    assertThat(bundles(pulled)).containsOnlyKeys("amd64.iso" + BUNDLE);
    release.pull(KEY, PUBLIC);
    assertThat(isSigned(pulled.resolve(ARM64), PUBLIC)).isTrue();
  }

  @Test
  void pullChecksBeforeTheFirstFileThatItCanSign() throws Exception {
    release.publish(KEY);
    Files.createDirectories(pulled.resolve(AMD64 + BUNDLE));
    assertThatThrownBy(() -> release.pull(KEY, PUBLIC))
        .hasMessageContaining(AMD64 + BUNDLE + " is a directory");
    assertThat(pulled.resolve("amd64.iso")).doesNotExist();
    release.pull(PUBLIC);
    assertThat(pulled.resolve(AMD64 + BUNDLE)).isEmptyDirectory();
  }

  @Test
  void aFileOfTheImageIsNotReplacedByASignature() throws Exception {
    Tar tar = new Tar().file(AMD64, "").file(AMD64 + BUNDLE, "of the image");
    new RawImage()
        .layer(tar.bytes())
        .writeTo(directory.resolve("images/captain/os/artifacts"), "v1");
    release.registry().tag("v1-amd64", release.image("v1"));
    release.registry().tag("v1-arm64", release.image("v1"));
    release.signNamed(KEY, true);
    assertThatThrownBy(() -> release.pull(KEY, PUBLIC))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("the image itself has '" + AMD64 + BUNDLE + "'")
        .hasMessageContaining("No file was written.");
    for (int i = 0; i < 2; i++) {
      release.pull(PUBLIC);
      assertThat(bundle(pulled.resolve(AMD64))).hasContent("of the image");
      Files.writeString(pulled.resolve(AMD64), "others");
    }
  }
}
