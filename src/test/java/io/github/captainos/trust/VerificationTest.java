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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final SigningKey OTHER = TestKeys.create();
  private static final DescriptorDigest IMAGE = Sha256.of(new byte[0]);
  private static final String NAME = "registry.example.com/acme/os";
  private static final SignedIdentity IDENTITY = SignedIdentity.of("tag", NAME, "v1", false);
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
