package io.github.captainos.release.sign;

import static io.github.captainos.release.sign.SignedRelease.KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_KEY;
import static io.github.captainos.release.sign.SignedRelease.OTHER_PUBLIC;
import static io.github.captainos.release.sign.SignedRelease.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Manifest;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.support.Json;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.testing.image.DirectoryTree;
import io.github.captainos.testing.image.LayoutView;
import io.github.captainos.testing.program.Command;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of releases that are signed, and of goals that demand it. */
class SignedReleaseTest {
  @TempDir private Path directory;
  private SignedRelease release;

  @BeforeEach
  void createKeys() throws Exception {
    release = new SignedRelease(directory);
  }

  private LayoutView view(String artifactName) {
    return new LayoutView(directory.resolve("images/captain/os").resolve(artifactName));
  }

  private Set<String> signatureTags() {
    return view("artifacts").tags().stream()
        .filter(tag -> tag.endsWith(".sig"))
        .collect(Collectors.toSet());
  }

  private static void refused(ThrowingCallable goal, String... texts) {
    assertThatThrownBy(goal).isInstanceOf(ReleaseException.class).hasMessageContainingAll(texts);
  }

  @Test
  void aSignedReleaseIsVerifiedAndPulled() throws Exception {
    String key = TestKeys.openssl().verificationKey().hint();
    assertThat(release.publish(KEY, "all").key()).isEqualTo(key);
    assertThat(release.publish(null, "all").key()).isNull();
    SignatureReport report = release.verify(PUBLIC);
    assertThat(report.images()).extracting(SignatureReport.Image::key).hasSize(3).containsOnly(key);
    release.pull(OTHER_PUBLIC + "," + PUBLIC);
    assertThat(directory.resolve("pulled/amd64.iso")).exists();
  }

  @Test
  void indexesAndPlatformManifestsHaveSignaturesOfTheirOwn() throws Exception {
    release.publish(KEY);
    Manifest index = release.image("v1");
    assertThat(signatureTags())
        .contains(tag(index.descriptor().digest().getHash()))
        .containsAll(index.entries().stream().map(entry -> tag(entry.digest().getHash())).toList());
    assertThat(
            release.registry().referrers(index.descriptor().digest(), Manifest.MAX_SIZE).entries())
        .hasSize(1);
  }

  private static String tag(String hash) {
    return "sha256-" + hash + ".sig";
  }

  @Test
  void eachFormatIsEnough() throws Exception {
    release.format = "tag";
    release.publish(KEY);
    release.verify(PUBLIC);
    assertThat(
            release
                .registry()
                .referrers(release.image("v1").descriptor().digest(), Manifest.MAX_SIZE)
                .entries())
        .isEmpty();
    release.format = "bundle";
    release.tag = "v2";
    int before = signatureTags().size();
    release.publish(KEY);
    release.verify(PUBLIC);
    assertThat(signatureTags()).hasSize(before);
  }

  @Test
  void signingAgainWritesNothing() throws Exception {
    release.publish(KEY);
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    release.publish(KEY);
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
  }

  @Test
  void imagesThatAreThereAlreadyAreSigned() throws Exception {
    release.publish(null);
    refused(() -> release.verify(PUBLIC), "is not signed", ":v1-amd64", ":v1-arm64", ":v1 ");
    release.publish(KEY);
    release.verify(PUBLIC);
  }

  @Test
  void anImageWithoutASignatureIsNotPulled() throws Exception {
    release.publish(null);
    refused(() -> release.pull(PUBLIC), ":v1 (sha256:", "is not signed", "No file was written.");
    assertThat(directory.resolve("pulled")).doesNotExist();
  }

  @Test
  void allImagesThatAnInspectedReleaseHasAreVerified() throws Exception {
    release.publish(KEY);
    release.commit = "7654321";
    release.publish(null, "amd64");

    refused(() -> release.inspect("both", PUBLIC), ":v1-amd64 (sha256:", ") is not signed");
    refused(() -> release.verify(PUBLIC), ":v1-amd64 (sha256:", ") is not signed");
    release.inspect("arm64", PUBLIC);
    release.inspect("both", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag", "bundle"})
  void aSignatureByAnotherKeyIsNone(String format) throws Exception {
    release.format = format;
    release.publish(OTHER_KEY);
    refused(() -> release.pull(PUBLIC), "it was signed with another key");
    release.publish(KEY);
    release.pull(PUBLIC);
    release.pull(OTHER_PUBLIC);
  }

  @Test
  void aTagThatSomebodyHasMovedIsNoticed() throws Exception {
    release.publish(KEY);
    release.registry().tag("v2", release.image("v1"));
    release.tag = "v2";
    refused(
        () -> release.pull(PUBLIC),
        "it is for captain/os/artifacts:v1, not for captain/os/artifacts:v2");
    // it is no copy, so there is no value that accepts it
    assertThatThrownBy(() -> release.pull(PUBLIC))
        .hasMessageNotContaining("-Dcaptain.verifyIdentity");
    release.identity = "repository";
    release.pull(PUBLIC);
  }

  @Test
  void anImageWithManySignaturesHasAMessageWithSomeOfThem() throws Exception {
    release.format = "tag";
    release.publish(KEY);
    for (int i = 2; i <= 10; i++) {
      release.tagAll("v" + i, KEY, null);
    }
    release.registry().tag("v99", release.image("v1"));
    release.tag = "v99";
    refused(() -> release.pull(PUBLIC), "it is for captain/os/artifacts:v8, ", "; and 2 more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha512", "sha256"})
  void aReferrerWithAnotherDigestDoesNotHideTheSignature(String algorithm) throws Exception {
    release.format = "bundle";
    release.publish(KEY);
    String image = release.image("v1").descriptor().digest().getHash();
    release
        .registry()
        .tag(
            "sha256-" + image,
            Manifest.of(
                Manifest.INDEX_TYPE,
                "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"%s:%s\",\"size\":1}]}"
                    .formatted(algorithm, "0".repeat(128))
                    .getBytes(StandardCharsets.UTF_8)));

    release.verify(PUBLIC);
    release.pull(PUBLIC);
  }

  @Test
  void aManifestOfAPlatformIsNotTheImage() throws Exception {
    release.publish(KEY);
    String platform = release.image("v1").entries().get(0).digest().toString();
    release.registry().tag("v1", release.image(platform));
    refused(() -> release.pull(PUBLIC), "it is for a platform's manifest of the image sha256:");
    refused(() -> release.tagAll("v2", KEY, null), "it is for a platform's manifest of the image");
  }

  @Test
  void aNewTagIsSignedIfTheImagesHaveASignature() throws Exception {
    release.publish(KEY);
    release.tagAll("v2", KEY, null);
    release.tag = "v2";
    assertThat(release.verify(PUBLIC).images()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tag", "bundle"})
  void theTagOfASignedReleaseIsNotAddedUnsignedByAccident(String format) throws Exception {
    release.format = format;
    release.publish(KEY);
    for (boolean isPlanned : new boolean[] {true, false}) {
      release.dryRun = isPlanned;
      refused(
          () -> release.tagAll("v2", null, isPlanned ? PUBLIC : null),
          "The images are signed, but not for their new tags, so that readers with a key would"
              + " refuse these. No tag has moved. Set captain.signKey, or captain.unsigned=true if",
          "oci:images/captain/os/artifacts:v2-amd64",
          "oci:images/captain/os/artifacts:v2");
    }
    assertThat(release.registry().manifest("v2-amd64")).isEmpty();

    release.tagAll("v2", null, null, true);
    release.tag = "v2";
    refused(
        () -> release.pull(PUBLIC),
        "A key has signed them under another tag. If the tag was added with captain:tag-all, run it"
            + " again with captain.signKey; else somebody may have moved the tag:");
    release.tag = "v1";
    release.tagAll("v2", KEY, null);
    release.tagAll("v2", null, null); // nothing moves
    release.tag = "v2";
    release.pull(PUBLIC);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aKeyThatIsAFifoIsNotWaitedFor() throws Exception {
    Command.run(directory, "mkfifo", "fifo");
    refused(
        () -> release.publish("fifo"),
        "captain.signKey 'fifo' (from the test)",
        "cannot be read: ",
        "fifo: it is not a regular file. Set it to a file with a key in PEM, or to env:NAME.");
  }

  @Test
  void anImageThatIsSignedForTheNewTagAlreadyGetsIt() throws Exception {
    release.publish(KEY);
    release.tagAll("v2", KEY, null);
    Path index = directory.resolve("images/captain/os/artifacts/index.json");
    ObjectNode json = Json.readStrictly(Files.readAllBytes(index));
    ArrayNode entries = (ArrayNode) json.get("manifests");
    for (int i = entries.size() - 1; i >= 0; i--) {
      String name = entries.get(i).at("/annotations/org.opencontainers.image.ref.name").asText();
      if (name.startsWith("v2")) {
        entries.remove(i);
      }
    }
    Files.write(index, Json.write(json));
    assertThat(release.registry().manifest("v2")).isEmpty();

    release.tagAll("v2", null, PUBLIC);
    release.tag = "v2";
    release.pull(PUBLIC);
  }

  @Test
  void anImageThatTheKeyHasNotSignedIsNotSignedUnderANewTag() throws Exception {
    release.publish(KEY);
    // what a registry that was taken over answers for the tag
    release.registry().tag("v1", release.image("v1-arm64"));
    refused(
        () -> release.tagAll("v2", KEY, null),
        ":v1 (sha256:",
        "it is for captain/os/artifacts:v1-arm64, not for captain/os/artifacts:v1",
        "No tag has moved.");
    assertThat(view("artifacts").tags()).doesNotContain("v2", "v2-amd64", "v2-arm64");
    assertThatThrownBy(() -> release.copy("copies", KEY, null))
        .isInstanceOf(ReleaseException.class);
    assertThat(directory.resolve("images/captain/os/copies")).doesNotExist();
  }

  @Test
  void imagesOfTargetsThatTheKeyHasNotSignedAreNotCombined() throws Exception {
    release.publish(KEY, "amd64");
    release.publish(OTHER_KEY, "arm64");
    refused(() -> release.combine(KEY, null), ":v1-arm64 (sha256:", "No tag has moved.");
    assertThat(view("artifacts").tags()).doesNotContain("v1");
    release.combine(KEY, OTHER_PUBLIC);
    release.verify(OTHER_PUBLIC + "," + PUBLIC);
  }

  @Test
  void aSignatureDoesNotChangeTheDigestOfAnImage() throws Exception {
    release.publish(null);
    String before = release.image("v1").descriptor().digest().toString();
    release.publish(KEY);
    release.combine(KEY, PUBLIC);
    assertThat(release.image("v1").descriptor().digest()).hasToString(before);
  }

  @Test
  void aCopyIsVerifiedUnderTheNameThatItWasSignedUnder() throws Exception {
    release.publish(KEY);
    release.copy("copies", null, PUBLIC);
    refused(
        () -> release.verify("copies", PUBLIC),
        "it is for captain/os/artifacts:v1, not for captain/os/copies:v1",
        "A key has signed them as images of captain/os/artifacts. If they are copies of these,"
            + " -Dcaptain.verifyIdentity=captain/os/artifacts accepts them:");
    // a name that only another key has signed is no advice
    assertThatThrownBy(() -> release.verify("copies", OTHER_PUBLIC))
        .hasMessageContaining("it was signed with another key")
        .hasMessageNotContaining("-Dcaptain.verifyIdentity");
    release.identity = "captain/os/artifacts";
    assertThat(release.verify("copies", PUBLIC).images()).hasSize(3);
  }

  @Test
  void aCopyIsSignedUnderItsNewName() throws Exception {
    release.publish(KEY);
    release.copy("copies", KEY, null);
    assertThat(release.verify("copies", PUBLIC).images()).hasSize(3);
    release.identity = "captain/os/artifacts";
    assertThat(release.verify("copies", PUBLIC).images()).hasSize(3);
    Map<String, String> before = DirectoryTree.of(directory.resolve("images"));
    release.identity = "tag";
    release.copy("copies", KEY, null);
    assertThat(DirectoryTree.of(directory.resolve("images"))).isEqualTo(before);
  }

  @Test
  void aReleaseWithoutASignatureIsNotCopied() throws Exception {
    release.publish(null);
    refused(() -> release.copy("copies", null, PUBLIC), "is not signed", "No tag has moved.");
    assertThat(directory.resolve("images/captain/os/copies")).doesNotExist();
  }

  @Test
  void keysAreReadBeforeAnythingElse() {
    refused(() -> release.publish("missing.pem"), "captain.signKey", "missing.pem", "no such file");
    refused(() -> release.publish(PUBLIC), "captain.signKey", "it is a public key");
    refused(() -> release.verify(KEY), "captain.publicKey", "it is a private key");
    refused(() -> release.publish("env:NONE"), "the environment variable NONE is not set");
    refused(() -> release.verify(null), "Set captain.publicKey");
    release.format = "x509";
    refused(() -> release.publish(KEY), "captain.signatureFormat must be both, tag or bundle");
    release.format = "both";
    release.identity = "a b";
    refused(() -> release.verify(PUBLIC), "captain.verifyIdentity", "is none of 'tag'");
    assertThat(directory.resolve("images")).doesNotExist();
  }

  @Test
  void aListWithAnEmptyElementDemandsNoLessThanAKey() throws Exception {
    release.publish(KEY);
    for (String list : List.of(",", " , ,", ",,", PUBLIC + ",", PUBLIC + ",,", "," + PUBLIC)) {
      refused(() -> release.pull(list), "captain.publicKey '" + list + "'", "an empty element");
      refused(() -> release.verify(list), "an empty element");
      refused(() -> release.tagAll("v2", null, list), "an empty element");
      refused(() -> release.copy("copies", null, list), "an empty element");
      refused(() -> release.combine(null, list), "an empty element");
    }
    assertThat(directory.resolve("pulled")).doesNotExist();
    assertThat(view("artifacts").tags()).doesNotContain("v2");
  }

  @Test
  void aKeyInPlaceOfItsFileIsNotPrinted() {
    String key = new String(TestKeys.file(KEY), StandardCharsets.US_ASCII);
    String base64 = Base64.getEncoder().encodeToString(TestKeys.file(KEY));
    String secret = key.lines().skip(1).findFirst().orElseThrow();
    for (String value : List.of(key, "env:" + key, base64, secret, secret + "\n" + secret)) {
      assertThatThrownBy(() -> release.publish(value))
          .isInstanceOf(ReleaseException.class)
          .hasMessageContaining("captain.signKey (from the test) is the content of a key")
          .hasMessageNotContainingAny(secret, base64);
      refused(() -> release.verify(value), "captain.publicKey (from the test) is the content");
    }
  }

  @Test
  void aKeyMayBeInTheEnvironment() throws Exception {
    release.publish("env:KEY");
    release.verify(PUBLIC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "application/vnd.oci.image.index.v1+json | {'schemaVersion':2,'manifests':[]} |"
            + " it is an index, not a manifest with signatures",
        "application/vnd.oci.artifact.manifest.v1+json | {'blobs':[]} |"
            + " it is not a manifest or index of schema version 2",
        "application/vnd.oci.image.config.v1+json | {'schemaVersion':2} |"
            + " it is neither a manifest nor an index",
      })
  void anotherDocumentUnderTheTagOfSignaturesIsNamedAndWhatToDo(
      String type, String json, String reason) throws Exception {
    release.publish(KEY);
    String tag = tag(release.image("v1").descriptor().digest().getHash());
    release
        .registry()
        .tag(tag, Manifest.of(type, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    String message =
        "what the tag "
            + tag
            + " refers to cannot be used: "
            + reason
            + ". Delete this tag, and make the signatures again";
    refused(
        () -> release.pull(PUBLIC), "looking up its signatures failed: " + message, "No file was");
    refused(() -> release.publish(KEY), "signing it failed: " + message);
  }
}
