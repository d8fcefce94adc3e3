package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.PredicateType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttestationTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final SigningKey OTHER = TestKeys.create();
  private static final DescriptorDigest IMAGE = Sha256.of(new byte[0]);
  private static final String NAME = "example.com/acme/os";
  private static final String SPDX = "https://spdx.dev/Document";
  private static final Predicate SBOM =
      new Predicate(PredicateType.SPDX, bytes("{ \"spdxVersion\" : \"SPDX-2.3\", \"ä\": 1.50 }"));

  private enum Format {
    ENVELOPE,
    BUNDLE;

    AttestationCandidate of(Attestation attestation) {
      return of(attestation.bundle(), attestation.predicateType());
    }

    AttestationCandidate of(Bundle bundle, String annotated) {
      byte[] content = this == BUNDLE ? bundle.bytes() : bundle.envelope().bytes();
      return new AttestationCandidate(content, annotated, this == BUNDLE);
    }
  }

  private static Statement statement() {
    return Statement.of(NAME, IMAGE, SBOM);
  }

  @Test
  void thePredicateIsAPartOfTheStatementByteForByte() throws Exception {
    assertThat(statement().bytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(
            "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":\""
                + NAME
                + "\",\"digest\":{\"sha256\":\""
                + IMAGE.getHash()
                + "\"}}],\"predicateType\":\"https://spdx.dev/Document\",\"predicate\":"
                + new String(SBOM.json(), StandardCharsets.UTF_8)
                + "}");
    assertThat(Statement.parse(statement().bytes()).sbom()).contains(SBOM);
  }

  @Test
  void thePredicateIsFoundWhereverItIs() throws Exception {
    String json =
        ("{ \"predicateType\":\"https://spdx.dev/Document\", \"predicate\" : {\"a\":[1 , 2]} ,\n"
                + "\"subject\":[{\"name\":\"n\",\"digest\":{\"sha256\":\"%s\"}}],"
                + "\"_type\":\"https://in-toto.io/Statement/v0.1\"}")
            .formatted(IMAGE.getHash());
    Statement parsed = Statement.parse(bytes(json));
    assertThat(parsed.sbom().orElseThrow().json()).asString().isEqualTo("{\"a\":[1 , 2]}");
  }

  @Test
  void aPredicateThatIsNoObjectIsNone() {
    String json = new String(statement().bytes(), StandardCharsets.UTF_8);
    String text = json.substring(0, json.indexOf("{ \"spdx")) + "\"SPDXVersion: SPDX-2.3\"}";
    assertThatThrownBy(() -> Statement.parse(bytes(text)))
        .isInstanceOf(IOException.class)
        .hasMessage("its statement has no predicate");
  }

  @ParameterizedTest
  @EnumSource
  void anAttestationByOneOfTheKeysIsValid(Format format) throws Exception {
    AttestationCandidate candidate = format.of(Attestation.sign(statement(), KEY));
    AttestationCandidate.Verified verified =
        candidate.verify(List.of(OTHER.verificationKey(), KEY.verificationKey()), IMAGE);
    assertThat(verified.key()).isEqualTo(KEY.verificationKey());
    assertThat(verified.statement().sbom()).contains(SBOM);
    assertThat(candidate.is(statement(), KEY.verificationKey())).isTrue();
    assertThat(candidate.is(statement(), OTHER.verificationKey())).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anotherStatementIsNotThisOne(Format format) {
    AttestationCandidate candidate = format.of(Attestation.sign(statement(), KEY));
    Predicate compact = new Predicate(SBOM.type(), bytes("{\"spdxVersion\":\"SPDX-2.3\"}"));
    for (Statement other :
        List.of(
            Statement.of(NAME, IMAGE, compact),
            Statement.of(NAME + "2", IMAGE, SBOM),
            Statement.of(NAME, Sha256.of(new byte[1]), SBOM))) {
      assertThat(candidate.is(other, KEY.verificationKey())).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherKeyIsRefused(Format format) {
    assertRefused(
        format.of(Attestation.sign(statement(), OTHER)), "it was signed with another key");
  }

  @ParameterizedTest
  @EnumSource
  void anotherImageIsRefused(Format format) {
    DescriptorDigest another = Sha256.of(new byte[1]);
    assertRefused(
        format.of(Attestation.sign(Statement.of(NAME, another, SBOM), KEY)),
        "it is for another image, " + another);
  }

  @ParameterizedTest
  @EnumSource
  void aTamperedPayloadIsRefused(Format format) {
    Bundle signed = Attestation.sign(statement(), KEY).bundle();
    byte[] changed = signed.envelope().payload().clone();
    changed[changed.length - 3]++;
    Envelope envelope =
        new Envelope(Statement.PAYLOAD_TYPE, changed, signed.envelope().signatures());
    assertRefused(
        format.of(new Bundle(signed.hint(), envelope), SPDX), "changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource
  void aFieldTwiceIsRefusedThoughItIsSigned(Format format) {
    byte[] twice =
        bytes(
            new String(statement().bytes(), StandardCharsets.UTF_8)
                .replace("{ \"spdx", "{ \"spdxVersion\":1,\"spdx"));
    Bundle bundle = new Bundle("", Envelope.sign(Statement.PAYLOAD_TYPE, twice, KEY));
    assertRefused(format.of(bundle, SPDX), "or has a field twice");
  }

  @ParameterizedTest
  @EnumSource
  void anAnnotationWithAnotherTypeIsRefused(Format format) {
    Bundle bundle = Attestation.sign(statement(), KEY).bundle();
    AttestationCandidate candidate = format.of(bundle, "https://slsa.dev/provenance/v1");
    assertRefused(
        candidate,
        "it is annotated as https://slsa.dev/provenance/v1, but states https://spdx.dev/Document");
    assertThat(candidate.is(statement(), KEY.verificationKey())).isFalse();
    assertThat(format.of(bundle, "").is(statement(), KEY.verificationKey())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void theTypeOfThePayloadIsSigned(Format format) {
    Envelope other = Envelope.sign("application/json", statement().bytes(), KEY);
    assertRefused(
        format.of(new Bundle("", other), SPDX), "it has a payload of the type 'application/json'");
  }

  @ParameterizedTest
  @EnumSource
  void theLargestSbomIsReadAgain(Format format) throws Exception {
    byte[] json = new byte[Predicate.LARGEST];
    Arrays.fill(json, (byte) ' ');
    System.arraycopy(bytes("{\"spdxVersion\":\"SPDX-2.3\""), 0, json, 0, 25);
    json[json.length - 1] = '}';
    Predicate largest = new Predicate(PredicateType.SPDX, json);
    Statement statement = Statement.of(NAME, IMAGE, largest);
    AttestationCandidate candidate = format.of(Attestation.sign(statement, KEY));
    assertThat(candidate.is(statement, KEY.verificationKey())).isTrue();
    assertThat(candidate.verify(List.of(KEY.verificationKey()), IMAGE).statement().sbom())
        .contains(largest);
  }

  @Test
  void largerContentIsNotParsed() {
    byte[] content = new byte[AttestationCandidate.LARGEST + 1];
    assertRefused(new AttestationCandidate(content, "", true), "it is larger than 22 MiB");
  }

  @Test
  void manyNamesAroundThePayloadAreRefused() {
    String text =
        new String(Attestation.sign(statement(), KEY).bundle().bytes(), StandardCharsets.UTF_8);
    String many = "{\"x\":[" + "0,".repeat(10_000) + "0]," + text.substring(1);
    assertRefused(new AttestationCandidate(bytes(many), "", true), "it is not a JSON object");
  }

  @Test
  void anAttestationIsNoSignature() {
    Bundle bundle = Attestation.sign(statement(), KEY).bundle();
    SignedIdentity identity = SignedIdentity.of("repository", NAME, "v1", false);
    Verification verification = new Verification(List.of(KEY.verificationKey()), IMAGE, identity);
    String signature = Base64.getEncoder().encodeToString(bundle.envelope().signatures().get(0));

    assertThat(verification.accepts(Candidate.bundle(bundle.bytes()))).isFalse();
    assertThat(verification.accepts(Candidate.payload(bundle.envelope().bytes(), signature)))
        .isFalse();
    assertThat(verification.key()).isEmpty();
  }

  @Test
  void aSignatureIsNoAttestation() throws Exception {
    Bundle signature = Bundle.sign(new ImageClaim(NAME + ":v1", IMAGE), KEY);
    AttestationCandidate candidate = new AttestationCandidate(signature.bytes(), "", true);
    Statement statement = candidate.verify(List.of(KEY.verificationKey()), IMAGE).statement();
    assertThat(PredicateType.of(statement.predicateType())).isEmpty();
    assertThat(statement.sbom()).isEmpty();
  }

  @Test
  void theManifestOfABundleNamesItsPredicateType() throws Exception {
    Attestation attestation = Attestation.sign(statement(), KEY);
    Blob content = attestation.bundle().blob();
    Manifest manifest = attestation.manifest(content, Descriptor.of("x", IMAGE, 1));
    assertThat(BundleManifest.predicateType(manifest)).isEqualTo(SPDX);
    assertThat(BundleManifest.mayBeSignature(manifest)).isFalse();
    assertThat(BundleManifest.bundle(manifest)).contains(content.descriptor());
    Manifest signature = BundleManifest.of(content, Descriptor.of("x", IMAGE, 1));
    assertThat(BundleManifest.mayBeSignature(signature)).isTrue();
  }

  private static void assertRefused(AttestationCandidate candidate, String message) {
    assertThatThrownBy(() -> candidate.verify(List.of(KEY.verificationKey()), IMAGE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
