package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
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

  private enum Format {
    PAYLOAD {
      @Override
      Candidate sign(ImageClaim claim, SigningKey key) {
        return candidate(PayloadSignature.sign(claim, key));
      }

      @Override
      Candidate withSignature(Candidate candidate, String base64) {
        return Candidate.payload(candidate.content(), base64);
      }

      @Override
      Candidate tamper(Candidate candidate, String before, String after) {
        return Candidate.payload(
            bytes(text(candidate.content()).replace(before, after)), candidate.signature());
      }
    },
    BUNDLE {
      @Override
      Candidate sign(ImageClaim claim, SigningKey key) {
        return Candidate.bundle(Bundle.sign(claim, key).bytes());
      }

      @Override
      Candidate withSignature(Candidate candidate, String base64) {
        return Candidate.bundle(
            bytes(
                text(candidate.content()).replaceFirst("\"sig\":\"[^\"]*", "\"sig\":\"" + base64)));
      }

      @Override
      Candidate tamper(Candidate candidate, String before, String after) throws Exception {
        Envelope envelope = Bundle.parse(candidate.content()).envelope();
        String payload = Base64.getEncoder().encodeToString(envelope.payload());
        String changed =
            Base64.getEncoder()
                .encodeToString(bytes(text(envelope.payload()).replace(before, after)));
        return Candidate.bundle(bytes(text(candidate.content()).replace(payload, changed)));
      }
    };

    abstract Candidate sign(ImageClaim claim, SigningKey key);

    abstract Candidate withSignature(Candidate candidate, String base64);

    abstract Candidate tamper(Candidate candidate, String before, String after) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureByOneOfTheKeysIsValid(Format format) {
    Verification verification = verify(format.sign(CLAIM, KEY));
    assertThat(verification.key()).contains(KEY.verificationKey());
    assertThat(verification.reasons()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void oneValidSignatureAmongOthersIsEnough(Format format) {
    Verification verification =
        verify(
            List.of(OTHER.verificationKey(), KEY.verificationKey()),
            IMAGE,
            List.of(
                Candidate.bundle(new byte[] {'x'}),
                format.sign(CLAIM, TestKeys.create()),
                format.sign(CLAIM, KEY)));
    assertThat(verification.key()).contains(KEY.verificationKey());
    assertThat(verification.reasons()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureWithAnotherKeyIsRefused(Format format) {
    assertRefused(
        format.sign(CLAIM, OTHER),
        "it was signed with another key, or changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource
  void aSignatureOfAnotherDigestIsRefused(Format format) {
    DescriptorDigest another = Sha256.of(new byte[1]);
    assertRefused(
        format.sign(new ImageClaim(NAME + ":v1", another), KEY),
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
  void aSignatureForAnotherReferenceIsRefused(Format format, String reference) {
    assertRefused(
        format.sign(new ImageClaim(reference, IMAGE), KEY),
        "it is for " + reference + ", not for " + NAME + ":v1");
  }

  @ParameterizedTest
  @EnumSource
  void aTamperedSignatureIsRefused(Format format) throws Exception {
    String hash = Sha256.of(new byte[1]).getHash();
    Candidate signed = format.sign(new ImageClaim(NAME + ":v1", Sha256.of(new byte[1])), KEY);
    Candidate tampered = format.tamper(signed, hash, IMAGE.getHash());
    assertThat(tampered.content()).isNotEqualTo(signed.content());
    Verification verification = verify(tampered);
    assertThat(verification.key()).isEmpty();
    assertThat(verification.reasons())
        .singleElement()
        .asString()
        .endsWith("changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource
  void zerosAreNoSignature(Format format) {
    Candidate zeros =
        format.withSignature(
            format.sign(CLAIM, KEY),
            Base64.getEncoder().encodeToString(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}));
    assertThat(verify(zeros).key()).isEmpty();
  }

  @Test
  void aMissingOrBrokenAnnotationIsNamed() {
    byte[] payload = SimpleSigning.write(CLAIM);
    assertRefused(Candidate.payload(payload, ""), "it has no annotation with a signature");
    assertRefused(Candidate.payload(payload, "?"), "its signature is not base64");
  }

  @Test
  void aPayloadWithAKeyTwiceIsRefusedThoughItIsSigned() {
    byte[] payload =
        bytes(text(SimpleSigning.write(CLAIM)).replace("{\"tag\"", "{\"tag\":\"v2\",\"tag\""));
    assertRefused(
        Candidate.payload(payload, Base64.getEncoder().encodeToString(KEY.sign(payload))),
        "it is not a JSON object in UTF-8, or has a field twice");
  }

  @Test
  void whatWasNotVerifiedIsNotParsed() {
    assertRefused(
        Candidate.payload(
            bytes("no JSON"), Base64.getEncoder().encodeToString(KEY.sign(bytes("")))),
        "it was signed with another key, or changed after it was signed");
  }

  @Test
  void aBundleWithAPayloadOfAnotherTypeIsRefused() {
    byte[] statement = Statement.signature(CLAIM).bytes();
    Bundle bundle =
        new Bundle(KEY.verificationKey().hint(), Envelope.sign("application/json", statement, KEY));
    assertRefused(
        Candidate.bundle(bundle.bytes()),
        "it has a payload of the type 'application/json', not a statement of in-toto");
  }

  @Test
  void thePayloadTypeIsSignedToo() {
    byte[] statement = Statement.signature(CLAIM).bytes();
    Envelope other = Envelope.sign("application/json", statement, KEY);
    Bundle bundle =
        new Bundle("", new Envelope(Statement.PAYLOAD_TYPE, statement, other.signatures()));
    assertRefused(
        Candidate.bundle(bundle.bytes()),
        "it was signed with another key, or changed after it was signed");
  }

  @Test
  void anAttestationIsNoSignature() {
    Statement provenance = Statement.of(CLAIM, "https://slsa.dev/provenance/v1", bytes("{}"));
    assertRefused(
        Candidate.bundle(Bundle.sign(provenance, KEY).bytes()),
        "it is an attestation (https://slsa.dev/provenance/v1), which is not a signature");
  }

  @Test
  void anAttestationUnderTheTagOfSignaturesIsNoSignature() {
    List<byte[]> parts =
        Envelope.encode(Statement.PAYLOAD_TYPE, Statement.signature(CLAIM).bytes());
    byte[] encoded = bytes(text(parts.get(0)) + text(parts.get(1)));
    assertRefused(
        Candidate.payload(encoded, Base64.getEncoder().encodeToString(KEY.sign(encoded))),
        "it is not a JSON object in UTF-8, or has a field twice");
  }

  @Test
  void largeContentIsRefused() {
    assertRefused(Candidate.bundle(new byte[(1 << 20) + 1]), "it is larger than 1 MiB");
  }

  @Test
  void aReferenceIsShownWithoutControlCharacters() {
    assertRefused(
        Format.PAYLOAD.sign(new ImageClaim("a\u001b[2J", IMAGE), KEY),
        "it is for a\\u001b[2J, not for " + NAME + ":v1");
  }

  @Test
  void aSignatureOfCosignIsValid() throws Exception {
    VerificationKey key = VerificationKey.read(TestKeys.file("cosign.pub"));
    DescriptorDigest image =
        DescriptorDigest.fromDigest(
            "sha256:d4792339e91bfbf1f8fb1d4e83ff34003655dbfe1c5ec58d6c0b0a46ebd12931");
    Candidate cosigns =
        Candidate.payload(
            TestKeys.file("cosign-payload.json"), text(TestKeys.file("cosign-signature.txt")));
    assertThat(verify(List.of(key), image, List.of(cosigns)).key()).contains(key);
    assertThat(isSigned(key, new ImageClaim(NAME + ":v1", image), List.of(cosigns))).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anImageIsSignedAlreadyOnlyByThatKeyForThatReference(Format format) {
    List<Candidate> candidates = List.of(Candidate.bundle(new byte[0]), format.sign(CLAIM, KEY));
    VerificationKey key = KEY.verificationKey();
    assertThat(isSigned(key, CLAIM, candidates)).isTrue();
    assertThat(isSigned(OTHER.verificationKey(), CLAIM, candidates)).isFalse();
    assertThat(isSigned(key, new ImageClaim(NAME + ":v2", IMAGE), candidates)).isFalse();
    assertThat(isSigned(key, new ImageClaim(NAME + ":v1", Sha256.of(new byte[1])), candidates))
        .isFalse();
    assertThat(isSigned(key, CLAIM, List.of())).isFalse();
  }

  private static void assertRefused(Candidate candidate, String reason) {
    Verification verification = verify(candidate);
    assertThat(verification.key()).isEmpty();
    assertThat(verification.reasons()).containsExactly(reason);
  }

  private static Verification verify(Candidate candidate) {
    return verify(List.of(KEY.verificationKey()), IMAGE, List.of(candidate));
  }

  /** Looks at candidates until one is valid. */
  private static Verification verify(
      List<VerificationKey> keys, DescriptorDigest image, List<Candidate> candidates) {
    Verification verification = new Verification(keys, image, IDENTITY);
    assertThat(candidates.stream().anyMatch(verification::accepts))
        .isEqualTo(verification.key().isPresent());
    return verification;
  }

  private static boolean isSigned(
      VerificationKey key, ImageClaim claim, List<Candidate> candidates) {
    return candidates.stream()
        .anyMatch(one -> Verification.claim(key, one).equals(Optional.of(claim)));
  }

  private static Candidate candidate(PayloadSignature signature) {
    return Candidate.payload(
        signature.payload(), PayloadSignature.signature(signature.layer().descriptor()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
