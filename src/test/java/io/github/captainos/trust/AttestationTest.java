package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
      new Predicate(Predicate.Type.SPDX, bytes("{ \"spdxVersion\" : \"SPDX-2.3\", \"ä\": 1.50 }"));

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
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void anAttestationByOneOfTheKeysIsValid(Form form) throws Exception {
    Listed listed = Listed.sign(form, statement(), KEY);
    Attachment.Verified verified = listed.verify(IMAGE, OTHER, KEY);
    assertThat(verified.key()).isEqualTo(KEY.verificationKey());
    assertThat(verified.statement().sbom()).contains(SBOM);
    assertThat(verified.statement().isSame(statement())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void anotherStatementIsNotThisOne(Form form) throws Exception {
    Statement found = Listed.sign(form, statement(), KEY).verify(IMAGE, KEY).statement();
    Predicate compact = new Predicate(SBOM.type(), bytes("{\"spdxVersion\":\"SPDX-2.3\"}"));
    for (Statement other :
        List.of(
            Statement.of(NAME, IMAGE, compact),
            Statement.of(NAME + "2", IMAGE, SBOM),
            Statement.of(NAME, Sha256.of(new byte[1]), SBOM),
            Statement.signature(new ImageClaim(NAME, IMAGE)))) {
      assertThat(found.isSame(other)).isFalse();
      assertThat(other.isSame(found)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void anotherKeyIsRefused(Form form) throws Exception {
    assertRefused(Listed.sign(form, statement(), OTHER), "it was signed with another key");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void anotherImageIsRefused(Form form) throws Exception {
    DescriptorDigest another = Sha256.of(new byte[1]);
    assertRefused(
        Listed.sign(form, Statement.of(NAME, another, SBOM), KEY),
        "it is for another image, " + another);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void aTamperedPayloadIsRefused(Form form) throws Exception {
    assertRefused(
        Listed.sign(form, statement(), KEY).tamper("1.50", "1.51"), "changed after it was signed");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void aFieldTwiceIsRefusedThoughItIsSigned(Form form) throws Exception {
    byte[] twice =
        bytes(
            new String(statement().bytes(), StandardCharsets.UTF_8)
                .replace("{ \"spdx", "{ \"spdxVersion\":1,\"spdx"));
    assertRefused(Listed.sign(form, Statement.PAYLOAD_TYPE, twice, KEY), "or has a field twice");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void anAnnotationWithAnotherTypeIsRefused(Form form) throws Exception {
    Blob layer = Signed.sign(form, statement(), KEY);
    assertRefused(
        Listed.of(form, layer, "https://slsa.dev/provenance/v1"),
        "it is annotated as https://slsa.dev/provenance/v1, but states https://spdx.dev/Document");
    Statement found = Listed.of(form, layer, "").verify(IMAGE, KEY).statement();
    assertThat(found.isSame(statement())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void theTypeOfThePayloadIsSigned(Form form) throws Exception {
    assertRefused(
        Listed.sign(form, "application/json", statement().bytes(), KEY),
        "it has a payload of the type 'application/json'");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PAYLOAD")
  void theLargestSbomIsReadAgain(Form form) throws Exception {
    byte[] json = new byte[Predicate.MAX_SIZE];
    Arrays.fill(json, (byte) ' ');
    System.arraycopy(bytes("{\"spdxVersion\":\"SPDX-2.3\""), 0, json, 0, 25);
    json[json.length - 1] = '}';
    Predicate largest = new Predicate(Predicate.Type.SPDX, json);
    Statement statement = Statement.of(NAME, IMAGE, largest);
    Listed listed = Listed.sign(form, statement, KEY);
    assertThat(listed.bytes()).hasSizeLessThan(Attachment.MAX_ATTESTATION);
    Statement found = listed.verify(IMAGE, KEY).statement();
    assertThat(found.isSame(statement)).isTrue();
    assertThat(found.sbom()).contains(largest);
  }

  @Test
  void muchAroundThePayloadIsRefused() throws Exception {
    String text = Listed.sign(Form.BUNDLE, statement(), KEY).text();
    String many = "{\"x\":[" + "0,".repeat(300_000) + "0]," + text.substring(1);
    assertRefused(Listed.bundle(bytes(many)), "it has more than 300000 JSON tokens");
  }

  @Test
  void anAttestationIsNoSignature() throws Exception {
    Statement found = Listed.sign(Form.BUNDLE, statement(), KEY).verify(IMAGE, KEY).statement();
    assertThat(found.isSignature()).isFalse();
    assertThatThrownBy(found::claim)
        .hasMessage("it is an attestation (https://spdx.dev/Document), which is not a signature");

    Listed envelope = Listed.sign(Form.ENVELOPE, statement(), KEY);
    assertRefused(
        Listed.payload(envelope.bytes(), envelope.signature()), "it was signed with another key");
  }

  @Test
  void aSignatureIsNoAttestation() throws Exception {
    Statement signature = Statement.signature(new ImageClaim(NAME + ":v1", IMAGE));
    Statement found =
        Listed.of(Form.BUNDLE, Signed.sign(Form.BUNDLE, signature, KEY), "")
            .verify(IMAGE, KEY)
            .statement();
    assertThat(Predicate.Type.of(found.predicateType())).isEmpty();
    assertThat(found.sbom()).isEmpty();
  }

  @Test
  void theManifestOfABundleNamesItsPredicateType() throws Exception {
    Descriptor content = Signed.sign(Form.BUNDLE, statement(), KEY).descriptor();
    Descriptor image = Descriptor.of("x", IMAGE, 1);
    Attachment attestation =
        Attachment.ofReferrer(AttachmentManifest.referrer(content, image, SPDX)).orElseThrow();
    assertThat(attestation).isEqualTo(new Attachment(Form.BUNDLE, content, SPDX));
    assertThat(attestation.mayBeSignature()).isFalse();
    assertThat(attestation.mayBeAttestation()).isTrue();
    Attachment signature =
        Attachment.ofReferrer(AttachmentManifest.referrer(content, image, Statement.SIGNATURE))
            .orElseThrow();
    assertThat(signature.mayBeSignature()).isTrue();
    assertThat(signature.mayBeAttestation()).isFalse();
    Attachment any = new Attachment(Form.BUNDLE, content, "");
    assertThat(any.mayBeSignature() && any.mayBeAttestation()).isTrue();
  }

  private static void assertRefused(Listed listed, String message) {
    assertThatThrownBy(() -> listed.verify(IMAGE, KEY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
