package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.AttachmentManifest;
import io.github.captainos.trust.ImageClaim;
import io.github.captainos.trust.Signed;
import io.github.captainos.trust.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of signatures that do not have the name that Captain writes, as those of cosign. */
class SignaturesOfCosignTest {
  private static final String NAME = "captain/os/artifacts";
  private static final List<String> TAGS = List.of("v1", "v1-amd64", "v1-arm64");
  private static final String PREDICATE = "https://sigstore.dev/cosign/sign/v1";

  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void publish() throws Exception {
    release = new SignedRelease(directory);
    release.publish(null);
  }

  private static void refused(ThrowingCallable goal, String... texts) {
    assertThatThrownBy(goal).isInstanceOf(ReleaseException.class).hasMessageContainingAll(texts);
  }

  /** Writes a signature of cosign 2: a payload with the name of the repository. */
  private void signWithName(String tag, String name) throws IOException {
    Registry registry = release.registry();
    ImageClaim claim = new ImageClaim(name, release.image(tag).digest());
    Blob layer = Signed.sign(Form.PAYLOAD, Statement.signature(claim), TestKeys.openssl());
    Manifest manifest = AttachmentManifest.with(Form.PAYLOAD, null, List.of(layer.descriptor()));
    registry.pushBlob(layer);
    registry.pushBlob(AttachmentManifest.config(manifest.entries()));
    registry.tag(Form.PAYLOAD.tag(claim.digest()), manifest);
  }

  /** Writes a signature of cosign 3: a bundle, in an index with the type of its config. */
  private void signWithoutName(String tag, String annotations) throws IOException {
    Registry registry = release.registry();
    Manifest image = release.image(tag);
    String json =
        ("{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"digest\":"
                + "{\"sha256\":\"%s\"},\"annotations\":{%s}}],"
                + "\"predicateType\":\"%s\",\"predicate\":{}}")
            .formatted(image.digest().getHash(), annotations, PREDICATE);
    Statement statement =
        new Statement(
            new ImageClaim("", image.digest()), PREDICATE, json.getBytes(StandardCharsets.UTF_8));
    Blob bundle = Signed.sign(Form.BUNDLE, statement, TestKeys.openssl());
    Manifest manifest =
        AttachmentManifest.referrer(bundle.descriptor(), image.descriptor(), PREDICATE);
    registry.pushBlob(bundle);
    registry.pushBlob(AttachmentManifest.EMPTY_CONFIG);
    registry.pushManifest(manifest);
    String entry =
        ("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[{\"mediaType\":\"%s\","
                + "\"artifactType\":\"application/vnd.oci.empty.v1+json\",\"digest\":\"%s\","
                + "\"size\":%d}]}")
            .formatted(
                Manifest.INDEX_TYPE,
                Manifest.TYPE,
                manifest.digest(),
                manifest.descriptor().size());
    registry.tag(
        "sha256-" + image.digest().getHash(),
        Manifest.of(Manifest.INDEX_TYPE, entry.getBytes(StandardCharsets.UTF_8)));
  }

  private Map<String, String> content() throws IOException {
    return DirectoryTree.of(directory.resolve("images"));
  }

  @Test
  void aBundleWithoutANameCountsWhereAnyNameDoes() throws Exception {
    for (String tag : TAGS) {
      signWithoutName(tag, "");
    }
    for (String identity : List.of("tag", "repository", NAME, NAME + ":v1")) {
      release.identity = identity;
      refused(
          () -> release.verify(PUBLIC),
          "it names no reference, where it should name " + NAME,
          "A key has signed them, but without a full name. Sign each for its reference, with"
              + " captain:sign, or add -Dcaptain.verifyIdentity=digest to accept any signed image"
              + " under any name:");
    }
    release.identity = "digest";
    assertThat(release.verify(PUBLIC).images()).hasSize(3);
    release.pull(PUBLIC);
    assertThatThrownBy(() -> release.verify(SignedRelease.OTHER_PUBLIC))
        .hasMessageContaining("it was signed with another key")
        .hasMessageNotContaining("verifyIdentity=digest");
  }

  @Test
  void aBundleNamesItsReferenceInAnAnnotation() throws Exception {
    for (String tag : TAGS) {
      signWithoutName(tag, "\"reference\":\"ghcr.io/%s:%s\"".formatted(NAME, tag));
    }
    for (String identity : List.of("tag", "repository", "ghcr.io/" + NAME, "digest")) {
      release.identity = identity;
      release.verify(PUBLIC);
    }
    release.identity = "tag";
    release.registry().tag("v2", release.image("v1"));
    release.tag = "v2";
    refused(
        () -> release.pull(PUBLIC), "it is for ghcr.io/" + NAME + ":v1, not for " + NAME + ":v2");
  }

  @Test
  void aPayloadWithoutATagCountsWhereAnyTagDoes() throws Exception {
    for (String tag : TAGS) {
      signWithName(tag, NAME);
    }
    release.identity = "tag";
    refused(
        () -> release.verify(PUBLIC),
        "it is for " + NAME + ", not for " + NAME + ":v1",
        "A key has signed them, but without a tag. Sign each for its reference, with captain:sign,"
            + " or add -Dcaptain.verifyIdentity=repository to accept any signed image under any"
            + " tag of the repository:");
    release.identity = NAME;
    refused(() -> release.verify(PUBLIC), "add -Dcaptain.verifyIdentity=repository to");
    release.identity = "repository";
    assertThat(release.verify(PUBLIC).images()).hasSize(3);
    release.identity = "digest";
    assertThat(release.verify(PUBLIC).images()).hasSize(3);
  }

  @Test
  void theAdviceIsForAllImages() throws Exception {
    signWithName("v1", NAME);
    signWithName("v1-amd64", NAME);
    signWithoutName("v1-arm64", "");
    refused(() -> release.verify(PUBLIC), "add -Dcaptain.verifyIdentity=digest to");
    release
        .registry()
        .tag("v1-arm64", release.image(release.image("v1").entries().get(0).digest().toString()));
    assertThatThrownBy(() -> release.verify(PUBLIC))
        .hasMessageContaining("v1-arm64 (sha256:")
        .hasMessageNotContaining("-Dcaptain.verifyIdentity=");
  }

  @Test
  void anotherRepositoryIsNotAMissingName() throws Exception {
    for (String tag : TAGS) {
      signWithName(tag, "captain/os/other");
    }
    for (String identity : List.of("tag", "repository")) {
      release.identity = identity;
      assertThatThrownBy(() -> release.verify(PUBLIC))
          .hasMessageContaining("it is for captain/os/other, not for " + NAME)
          .hasMessageNotContaining("-Dcaptain.verifyIdentity=");
    }
  }

  @Test
  void aTagThatMovedIsNotAMissingName() throws Exception {
    for (String tag : TAGS) {
      signWithName(tag, NAME + ":v0");
      signWithoutName(tag, "");
    }
    assertThatThrownBy(() -> release.verify(PUBLIC))
        .hasMessageContaining("it is for " + NAME + ":v0, not for " + NAME + ":v1")
        .hasMessageNotContaining("-Dcaptain.verifyIdentity=");
  }

  @Test
  void aNameThatTheUserExpectsElsewhereIsNotAddedHere() throws Exception {
    for (String tag : TAGS) {
      signWithoutName(tag, "");
    }
    release.identity = "ghcr.io/other/name";
    assertThatThrownBy(() -> release.verify(PUBLIC))
        .hasMessageContaining("it names no reference, where it should name ghcr.io/other/name:v1")
        .hasMessageNotContaining("Sign each for its reference");
  }

  /** The goals that sign what they read. */
  private List<ThrowingCallable> signingGoals(String publicKey) {
    return List.of(
        () -> release.tagAll("v2", KEY, publicKey),
        () -> release.copy("copies", KEY, publicKey),
        () -> release.combine(KEY, publicKey));
  }

  @Test
  void withAKeyThatSignsAnyNameIsNotEnough() throws Exception {
    for (String tag : TAGS) {
      signWithoutName(tag, "");
    }
    Map<String, String> before = content();
    release.identity = "digest";
    for (ThrowingCallable goal : signingGoals(PUBLIC)) {
      refused(
          goal,
          "captain.verifyIdentity (from the test): with captain.signKey it must not be 'digest',"
              + " as a signature that names nothing would become one for a name.");
    }
    assertThat(content()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag", "repository", NAME})
  void aSignatureWithoutAFullNameNeverLeadsToAnother(String identity) throws Exception {
    signWithoutName("v1", "");
    signWithName("v1-amd64", NAME);
    signWithoutName("v1-arm64", "\"reference\":\"%s\"".formatted(NAME));
    Map<String, String> before = content();
    release.identity = identity;
    for (String publicKey : new String[] {PUBLIC, null}) {
      for (ThrowingCallable goal : signingGoals(publicKey)) {
        assertThatThrownBy(goal)
            .isInstanceOf(ReleaseException.class)
            .hasMessageContaining("A key has signed them, but without a ")
            .hasMessageContaining("Sign each for its reference, with captain:sign:")
            .hasMessageNotContaining("-Dcaptain.verifyIdentity=");
      }
    }
    assertThat(content()).isEqualTo(before);
  }

  @Test
  void aCopyWithoutAKeyThatSignsMayBeOfAnyName() throws Exception {
    for (String tag : TAGS) {
      signWithoutName(tag, "");
    }
    release.identity = "digest";
    release.copy("copies", null, PUBLIC);
    release.verify("copies", PUBLIC);
    release.identity = "tag";
    refused(() -> release.verify("copies", PUBLIC), "it names no reference");
  }

  @ParameterizedTest
  @CsvSource({"tag, v1", "repository, v1", "repository, v0"})
  void aSignatureWithAFullNameLeadsToAnother(String identity, String signed) throws Exception {
    for (String tag : TAGS) {
      signWithoutName(
          tag, "\"reference\":\"%s:%s\"".formatted(NAME, tag.replaceFirst("v1", signed)));
    }
    release.identity = identity;
    release.tagAll("v2", KEY, null);
    release.tag = "v2";
    release.identity = "tag";
    release.verify(PUBLIC);
  }

  @Test
  void anImageThatLacksTheNameIsSignedByTheGoalThatKnowsItsFiles() throws Exception {
    for (String tag : TAGS) {
      signWithName(tag, NAME);
      signWithoutName(tag, "\"reference\":\"%s:%s\"".formatted(NAME, tag));
    }
    release.signFiles(KEY);
    // skopeo and podman go by the name in the payload
    assertThat(release.registry().manifest(Form.PAYLOAD.tag(release.image("v1").digest())))
        .hasValueSatisfying(signatures -> assertThat(entries(signatures)).isEqualTo(2));
    release.verify(PUBLIC);
  }

  private static int entries(Manifest manifest) {
    try {
      return manifest.entries().size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
