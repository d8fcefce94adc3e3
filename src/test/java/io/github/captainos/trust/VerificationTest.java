package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final SigningKey OTHER = TestKeys.create();
  private static final DescriptorDigest IMAGE = Sha256.of(new byte[0]);
  private static final String NAME = "registry.example.com/acme/os";
  private static final SignedIdentity IDENTITY = SignedIdentity.of("tag", NAME, "v1", false, false);
  private static final ImageClaim CLAIM = new ImageClaim(NAME + ":v1", IMAGE);

  private static Listed sign(Form form, ImageClaim claim, SigningKey key) throws IOException {
    return Listed.sign(form, Statement.signature(claim), key);
  }

  /** Returns the key that the image is signed with for its reference. */
  private static VerificationKey verify(Listed listed, SigningKey... keys) throws IOException {
    Attachment.Verified verified = listed.verify(IMAGE, keys);
    IDENTITY.check(verified.statement().claim());
    return verified.key();
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureByOneOfTheKeysIsValid(Form form) throws Exception {
    assertThat(verify(sign(form, CLAIM, KEY), OTHER, KEY)).isEqualTo(KEY.verificationKey());
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureWithAnotherKeyIsRefused(Form form) throws Exception {
    assertRefused(
        sign(form, CLAIM, OTHER), "it was signed with another key, or changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureOfAnotherDigestIsRefused(Form form) throws Exception {
    DescriptorDigest another = Sha256.of(new byte[1]);
    assertRefused(
        sign(form, new ImageClaim(NAME + ":v1", another), KEY),
        "it is for another image, " + another);
  }

  @ParameterizedTest
  @CsvSource({
    "PAYLOAD, registry.example.com/acme/os:v2",
    "PAYLOAD, registry.example.com/acme/tool:v1",
    "PAYLOAD, registry.example.com/acme/os",
    "BUNDLE, registry.example.com/acme/os:v2",
    "BUNDLE, other.example.com/acme/os:v1"
  })
  void aSignatureForAnotherReferenceIsRefused(Form form, String reference) throws Exception {
    assertRefused(
        sign(form, new ImageClaim(reference, IMAGE), KEY),
        "it is for " + reference + ", not for " + NAME + ":v1");
  }

  @Test
  void aSignatureWithoutAReferenceIsRefused() throws Exception {
    assertRefused(
        sign(Form.BUNDLE, new ImageClaim("", IMAGE), KEY),
        "it names no reference, where it should name " + NAME + ":v1");
  }

  /**
   * Signs what cosign signs with {@code -a}.
   *
   * @param name the identity, or the name of the subject; empty for none
   * @param annotations a JSON object
   */
  private static Listed annotated(Form form, String name, String annotations) throws IOException {
    if (form == Form.PAYLOAD) {
      String payload = text(SimpleSigning.write(new ImageClaim(name, IMAGE)));
      return payload(
          payload.replaceFirst(
              "(?<=\"optional\":).*", Matcher.quoteReplacement(annotations + "}")));
    }
    return statement(
        (name.isEmpty() ? "{" : "{\"name\":\"" + name + "\",")
            + "\"digest\":{\"sha256\":\""
            + IMAGE.getHash()
            + "\"},\"annotations\":"
            + annotations
            + "}");
  }

  private static Listed payload(String payload) {
    return Listed.payload(
        bytes(payload), Base64.getEncoder().encodeToString(KEY.sign(bytes(payload))));
  }

  private static Listed statement(String subjects) throws IOException {
    return Listed.sign(
        Form.BUNDLE,
        Statement.PAYLOAD_TYPE,
        bytes(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":["
                + subjects
                + "],\"predicateType\":\"https://sigstore.dev/cosign/sign/v1\",\"predicate\":{}}"),
        KEY);
  }

  @ParameterizedTest
  @CsvSource({
    "PAYLOAD, registry.example.com/acme/os",
    "PAYLOAD, registry.example.com/acme/os:v1",
    "PAYLOAD, ''",
    "BUNDLE, registry.example.com/acme/os",
    "BUNDLE, registry.example.com/acme/os:v1",
    "BUNDLE, ''"
  })
  void aSignedAnnotationNamesTheReference(Form form, String name) throws Exception {
    String annotations = "{\"a\":\"b\",\"reference\":\"%s:v1\"}".formatted(NAME);
    assertThat(verify(annotated(form, name, annotations), KEY)).isEqualTo(KEY.verificationKey());
    assertThat(verify(annotated(form, NAME + ":v1", "{\"reference\":\"%s\"}".formatted(NAME)), KEY))
        .isEqualTo(KEY.verificationKey());
    assertThat(verify(annotated(form, NAME + ":v1", "{\"reference\":\"\"}"), KEY))
        .isEqualTo(KEY.verificationKey());
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/acme/os:v2",
    "registry.example.com/acme/tool:v1",
    "registry.example.com/acme/os/tool:v1",
    "registry.example.com/acme/OS:v1",
    "Registry.example.com/acme/os:v1",
    "registry.example.com:443/acme/os:v1",
    "registry.example.com/acme/os",
    "registry.example.com/acme/os:",
    "acme/os:v1",
    "'registry.example.com/acme/os:v1,registry.example.com/acme/os:v2'",
    "' registry.example.com/acme/os:v1'",
    "registry.example.com/acme/os:v1@sha256:0"
  })
  void anAnnotationWithAnotherReferenceIsRefused(String reference) throws Exception {
    String annotations = "{\"reference\":\"%s\"}".formatted(reference);
    String reason = "it is for " + reference + ", not for " + NAME + ":v1";
    assertRefused(annotated(Form.BUNDLE, "", annotations), reason);
    assertRefused(annotated(Form.PAYLOAD, "", annotations), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.example.com/acme/os:v1, registry.example.com/acme/os:v2",
    "registry.example.com/acme/os:v2, registry.example.com/acme/os:v1",
    "registry.example.com/acme/tool, registry.example.com/acme/os:v1",
    "registry.example.com/acme/o, registry.example.com/acme/os:v1",
    "registry.example.com, registry.example.com/acme/os:v1",
    "acme/os:v1, registry.example.com/acme/os:v1",
    "registry.example.com:443/acme/os:v1, registry.example.com/acme/os:v1",
    "registry.example.com/acme/OS, registry.example.com/acme/os:v1",
    "registry.example.com/acme/os:v1, other.example.com/acme/os"
  })
  void aNameAndAnAnnotationThatDifferAreForNothing(String name, String reference) throws Exception {
    for (Form form : List.of(Form.PAYLOAD, Form.BUNDLE)) {
      Listed listed = annotated(form, name, "{\"reference\":\"%s\"}".formatted(reference));
      // whatever is accepted
      assertThatThrownBy(() -> listed.verify(IMAGE, KEY))
          .isInstanceOf(IOException.class)
          .hasMessage("it is for " + name + ", but its annotation 'reference' is " + reference);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"%s\"]", "{\"%s\":1}", "null", "1"})
  void anAnnotationThatIsNoTextIsRefused(String value) throws Exception {
    String annotations = "{\"reference\":" + value.formatted(NAME + ":v1") + "}";
    for (Form form : List.of(Form.PAYLOAD, Form.BUNDLE)) {
      for (String name : List.of("", NAME + ":v1")) {
        assertRefused(
            annotated(form, name, annotations), "its annotation 'reference' is not a string");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reference\":\"%1$s\",\"reference\":\"other/os:v2\"}",
        "{\"refer\\u0065nce\":\"other/os:v2\",\"reference\":\"%1$s\"}"
      })
  void anAnnotationTwiceIsRefused(String annotations) throws Exception {
    for (Form form : List.of(Form.PAYLOAD, Form.BUNDLE)) {
      assertRefused(
          annotated(form, "", annotations.formatted(NAME + ":v1")),
          "it is not a JSON object in UTF-8, or has a field twice");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Reference\":\"%s\"}",
        "{\"tag\":\"v1\",\"ref\":\"%s\"}",
        "{\"x\":{\"reference\":\"%s\"}}",
        "[\"reference\",\"%s\"]",
        "\"reference=%s\""
      })
  void onlyTheAnnotationNamesTheReference(String annotations) throws Exception {
    assertRefused(
        annotated(Form.BUNDLE, "", annotations.formatted(NAME + ":v1")),
        "it names no reference, where it should name " + NAME + ":v1");
  }

  @Test
  void aReferenceElsewhereInAStatementNamesNothing() throws Exception {
    String digest = "\"digest\":{\"sha256\":\"" + IMAGE.getHash() + "\"}";
    String reference = "\"reference\":\"" + NAME + ":v1\"";
    for (String subject :
        List.of(
            "{" + reference + "," + digest + "}",
            "{\"name\":[\"" + NAME + ":v1\"]," + digest + "}",
            "{" + digest + "}],\"annotations\":{" + reference + "},\"x\":[")) {
      assertRefused(
          statement(subject), "it names no reference, where it should name " + NAME + ":v1");
    }
  }

  @Test
  void aStatementAboutTwoImagesIsRefused() throws Exception {
    String one =
        "{\"digest\":{\"sha256\":\"%s\"},\"annotations\":{\"reference\":\"%s:v1\"}}"
            .formatted(IMAGE.getHash(), NAME);
    assertRefused(statement(one + "," + one), "its statement is about 2 subjects, not about one");
  }

  @Test
  void anAnnotationDoesNotMakeAPlatformAnImage() throws Exception {
    DescriptorDigest index = Sha256.of(new byte[1]);
    assertRefused(
        annotated(
            Form.PAYLOAD,
            "",
            "{\"io.github.captainos.index\":\"%s\",\"reference\":\"%s:v1\"}"
                .formatted(index, NAME)),
        "it is for a platform's manifest of the image "
            + index
            + ", which must not be tagged as an image itself");
  }

  @Test
  void anAttestationMayHaveAnyAnnotation() throws Exception {
    String attestation =
        "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\"a\",\"digest\":"
            + "{\"sha256\":\"%s\"},\"annotations\":{\"reference\":[\"b\"]}}],"
                .formatted(IMAGE.getHash())
            + "\"predicateType\":\"https://spdx.dev/Document\",\"predicate\":{}}";
    Listed listed = Listed.sign(Form.BUNDLE, Statement.PAYLOAD_TYPE, bytes(attestation), KEY);
    assertThat(listed.verify(IMAGE, KEY).statement().sbom()).isPresent();
    assertRefused(
        listed, "it is an attestation (https://spdx.dev/Document), which is not a signature");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ENVELOPE")
  void anAnnotatedReferenceIsNotWhatOtherProgramsCompare(Form form) throws Exception {
    for (String name : List.of("", NAME)) {
      Statement found =
          annotated(form, name, "{\"reference\":\"%s:v1\"}".formatted(NAME))
              .verify(IMAGE, KEY)
              .statement();
      assertThat(found.isSame(Statement.signature(CLAIM))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTamperedSignatureIsRefused(Form form) throws Exception {
    DescriptorDigest another = Sha256.of(new byte[1]);
    Listed signed = sign(form, new ImageClaim(NAME + ":v1", another), KEY);
    Listed tampered = signed.tamper(another.getHash(), IMAGE.getHash());
    assertThat(tampered.bytes()).isNotEqualTo(signed.bytes());
    assertThatThrownBy(() -> verify(tampered, KEY))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource
  void zerosAreNoSignature(Form form) throws Exception {
    Listed zeros = sign(form, CLAIM, KEY).withSignature(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0});
    assertThatThrownBy(() -> verify(zeros, KEY)).isInstanceOf(IOException.class);
  }

  @Test
  void aMissingOrBrokenAnnotationIsNamed() {
    byte[] payload = SimpleSigning.write(CLAIM);
    assertRefused(Listed.payload(payload, ""), "it has no annotation with a signature");
    assertRefused(Listed.payload(payload, "?"), "its signature is not base64");
  }

  @Test
  void aPayloadWithAKeyTwiceIsRefusedThoughItIsSigned() {
    byte[] payload =
        bytes(text(SimpleSigning.write(CLAIM)).replace("{\"tag\"", "{\"tag\":\"v2\",\"tag\""));
    assertRefused(
        Listed.payload(payload, Base64.getEncoder().encodeToString(KEY.sign(payload))),
        "it is not a JSON object in UTF-8, or has a field twice");
  }

  @Test
  void whatWasNotVerifiedIsNotParsed() {
    assertRefused(
        Listed.payload(bytes("no JSON"), Base64.getEncoder().encodeToString(KEY.sign(bytes("")))),
        "it was signed with another key, or changed after it was signed");
  }

  @Test
  void aBundleWithAPayloadOfAnotherTypeIsRefused() throws Exception {
    assertRefused(
        Listed.sign(Form.BUNDLE, "application/json", Statement.signature(CLAIM).bytes(), KEY),
        "it has a payload of the type 'application/json', not a statement of in-toto");
  }

  @Test
  void thePayloadTypeIsSignedToo() throws Exception {
    byte[] statement = Statement.signature(CLAIM).bytes();
    Signed other = Listed.sign(Form.BUNDLE, "application/json", statement, KEY).read();
    Signed changed =
        new Signed(Form.BUNDLE, "", Statement.PAYLOAD_TYPE, statement, other.signatures());
    assertRefused(
        Listed.of(Form.BUNDLE, changed.layer(""), ""),
        "it was signed with another key, or changed after it was signed");
  }

  @Test
  void anAttestationIsNoSignature() throws Exception {
    Statement provenance = Statement.of(CLAIM, "https://slsa.dev/provenance/v1", bytes("{}"));
    Blob bundle = Signed.sign(Form.BUNDLE, provenance, KEY);
    assertRefused(
        Listed.of(Form.BUNDLE, bundle, ""),
        "it is an attestation (https://slsa.dev/provenance/v1), which is not a signature");
    assertRefused(
        Listed.of(Form.BUNDLE, bundle, Statement.SIGNATURE),
        "it is annotated as https://sigstore.dev/cosign/sign/v1, but states"
            + " https://slsa.dev/provenance/v1");
  }

  @Test
  void anAttestationUnderTheTagOfSignaturesIsNoSignature() {
    byte[] encoded =
        Signed.message(Form.ENVELOPE, Statement.PAYLOAD_TYPE, Statement.signature(CLAIM).bytes());
    assertRefused(
        Listed.payload(encoded, Base64.getEncoder().encodeToString(KEY.sign(encoded))),
        "it is not a JSON object in UTF-8, or has a field twice");
  }

  @Test
  void aReferenceIsShownWithoutControlCharacters() throws Exception {
    assertRefused(
        sign(Form.PAYLOAD, new ImageClaim("a\u001b[2J", IMAGE), KEY),
        "it is for a\\u001b[2J, not for " + NAME + ":v1");
  }

  @Test
  void aSignatureOfAPlatformIsNoneOfAnImage() throws Exception {
    DescriptorDigest index = Sha256.of(new byte[1]);
    assertRefused(
        sign(Form.PAYLOAD, new ImageClaim(NAME + ":v1", IMAGE, Optional.of(index)), KEY),
        "it is for a platform's manifest of the image "
            + index
            + ", which must not be tagged as an image itself");
  }

  @Test
  void aSignatureOfCosignIsValid() throws Exception {
    VerificationKey key = VerificationKey.read(TestKeys.file("cosign.pub"));
    DescriptorDigest image =
        DescriptorDigest.fromDigest(
            "sha256:d4792339e91bfbf1f8fb1d4e83ff34003655dbfe1c5ec58d6c0b0a46ebd12931");
    Listed cosigns =
        Listed.payload(
            TestKeys.file("cosign-payload.json"), text(TestKeys.file("cosign-signature.txt")));
    Attachment.Verified verified =
        cosigns.attachment().verify(cosigns.bytes(), List.of(key), image);
    assertThat(verified.key()).isEqualTo(key);
    assertThat(verified.statement().claim()).isEqualTo(new ImageClaim(NAME + ":v1", image));
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsSignedAlreadyOnlyForThatReference(Form form) throws Exception {
    Statement found = sign(form, CLAIM, KEY).verify(IMAGE, KEY).statement();
    assertThat(found.isSame(Statement.signature(CLAIM))).isTrue();
    assertThat(found.isSame(Statement.signature(new ImageClaim(NAME + ":v2", IMAGE)))).isFalse();
    ImageClaim another = new ImageClaim(NAME + ":v1", Sha256.of(new byte[1]));
    assertThat(found.isSame(Statement.signature(another))).isFalse();
  }

  private static void assertRefused(Listed listed, String reason) {
    assertThatThrownBy(() -> verify(listed, KEY))
        .isInstanceOf(IOException.class)
        .hasMessage(reason);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
