package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final ImageClaim CLAIM =
      new ImageClaim("example.com/acme/os:v1", Sha256.of(new byte[0]));

  @Test
  void theEncodingIsTheOneOfTheDsseSpecification() {
    byte[] payload = "hello world".getBytes(StandardCharsets.UTF_8);
    assertThat(encoded("http://example.com/HelloWorld", payload))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    assertThat(encoded("ä", new byte[0])).isEqualTo("DSSEv1 2 ä 0 ");
  }

  private static String encoded(String type, byte[] payload) {
    return new String(Signed.message(Form.BUNDLE, type, payload), StandardCharsets.UTF_8);
  }

  @Test
  void aSignatureIsAStatementOfIntoto() {
    assertThat(Statement.signature(CLAIM).bytes())
        .asString()
        .isEqualTo(
            "{\"_type\":\"https://in-toto.io/Statement/v1\","
                + "\"subject\":[{\"name\":\"example.com/acme/os:v1\",\"digest\":{\"sha256\":\""
                + CLAIM.digest().getHash()
                + "\"},\"annotations\":{\"tag\":\"v1\"}}],"
                + "\"predicateType\":\"https://sigstore.dev/cosign/sign/v1\",\"predicate\":{}}");
  }

  @Test
  void aBundleHasTheStatementAndItsSignatureAndTheKey() throws Exception {
    Listed bundle = Listed.sign(Form.BUNDLE, Statement.signature(CLAIM), KEY);
    Base64.Encoder base64 = Base64.getEncoder();
    assertThat(bundle.text())
        .isEqualTo(
            "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
                + "\"verificationMaterial\":{\"publicKey\":{\"hint\":\""
                + KEY.verificationKey().hint()
                + "\"},\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":\""
                + base64.encodeToString(Statement.signature(CLAIM).bytes())
                + "\",\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":[{\"sig\":\""
                + bundle.signature()
                + "\"}]}}");
    assertThat(bundle.verify(CLAIM.digest(), KEY).statement().claim()).isEqualTo(CLAIM);
  }

  @Test
  void aBundleOfCosignIsRead() throws Exception {
    VerificationKey key = VerificationKey.read(TestKeys.file("cosign.pub"));
    Signed bundle = Listed.bundle(TestKeys.file("cosign-bundle.json")).read();
    assertThat(bundle.signer(List.of(key))).isEqualTo(key);
    assertThat(bundle.hint()).isEqualTo(key.hint());
    assertThat(bundle.statement().claim().reference()).isEqualTo("127.0.0.1:5917/acme/two");
    assertThat(bundle.statement().claim().tag()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"tlogEntries\":[] |"
            + " \"tlogEntries\":[{\"logIndex\":\"1\"}],\"timestampVerificationData\":{}",
        "{\"sig\" | {\"keyid\":\"a\",\"sig\"",
        "{\"mediaType\" | {\"unknown\":null,\"mediaType\""
      })
  void fieldsThatAreNotKnownAreIgnored(String before, String after) throws Exception {
    Listed bundle = changed(before, after);
    assertThat(bundle.verify(CLAIM.digest(), KEY).statement().claim()).isEqualTo(CLAIM);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bundle.v0.3 | bundle.v0.4 | no Sigstore bundle of version 0.3",
        "\"dsseEnvelope\" | \"messageSignature\" | no DSSE envelope with 1 to 16 signatures",
        "\"signatures\":[ | \"signatures\":[],\"before\":[ | no DSSE envelope with 1 to 16",
        "\"payload\":\" | \"payload\":\"? | not base64",
        "{\"sig\" | {\"sig\":\"\",\"sig\" | a field twice",
        "{\"sig\" | {\"signature\" | not base64"
      })
  void otherDocumentsAreRefused(String before, String after, String message) {
    assertThatThrownBy(() -> changed(before, after).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Statement/v1 | Statement/v2 | no statement of in-toto",
        "\"subject\":[ | \"subject\":[{}, | about 2 subjects",
        "\"sha256\" | \"sha512\" | not SHA-256",
        "\"predicateType\" | \"type\" | no predicate",
        "\"predicateType\" | \"predicateType\":\"a\",\"predicateType\" | a field twice"
      })
  void otherStatementsAreRefused(String before, String after, String message) throws Exception {
    String text = new String(Statement.signature(CLAIM).bytes(), StandardCharsets.UTF_8);
    assertThat(text).contains(before);
    byte[] payload = text.replace(before, after).getBytes(StandardCharsets.UTF_8);
    Listed bundle = Listed.sign(Form.BUNDLE, Statement.PAYLOAD_TYPE, payload, KEY);
    assertThatThrownBy(() -> bundle.verify(CLAIM.digest(), KEY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @Test
  void theManifestRefersToTheBundleAndTheImage() throws Exception {
    Descriptor bundle = signed().attachment().content();
    Descriptor image =
        new Descriptor(Manifest.INDEX_TYPE, CLAIM.digest(), 491, null, Map.of("not", "copied"));
    Manifest manifest = AttachmentManifest.referrer(bundle, image, Statement.SIGNATURE);
    assertThat(manifest.bytes())
        .asString()
        .isEqualTo(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"artifactType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\",\"digest\":"
                + "\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\","
                + "\"size\":2},\"layers\":[{\"mediaType\":"
                + "\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"digest\":\""
                + bundle.digest()
                + "\",\"size\":"
                + bundle.size()
                + "}],\"subject\":{\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                + "\"digest\":\""
                + CLAIM.digest()
                + "\",\"size\":491},\"annotations\":{\"dev.sigstore.bundle.content\":"
                + "\"dsse-envelope\",\"dev.sigstore.bundle.predicateType\":"
                + "\"https://sigstore.dev/cosign/sign/v1\","
                + "\"org.opencontainers.image.created\":\"1970-01-01T00:00:00Z\"}}");
    assertThat(Attachment.ofReferrer(manifest))
        .contains(new Attachment(Form.BUNDLE, bundle, Statement.SIGNATURE));
  }

  @Test
  void otherReferrersAreNoBundles() throws Exception {
    Manifest signatures =
        AttachmentManifest.with(
            Form.PAYLOAD,
            null,
            List.of(Signed.sign(Form.PAYLOAD, Statement.signature(CLAIM), KEY).descriptor()));
    assertThat(Attachment.ofReferrer(signatures)).isEmpty();
    Manifest none = Manifest.of(Manifest.TYPE, new byte[] {'x'});
    assertThat(Attachment.ofReferrer(none)).isEmpty();
  }

  @Test
  void whatOnlyClaimsToBeABundleIsNone() throws Exception {
    Descriptor bundle = signed().attachment().content();
    Manifest manifest =
        AttachmentManifest.referrer(
            bundle, Descriptor.of(Manifest.INDEX_TYPE, CLAIM.digest(), 491), Statement.SIGNATURE);
    String text = new String(manifest.bytes(), StandardCharsets.UTF_8);
    String layer = text.replaceFirst(".*\"layers\":\\[(.*?)\\].*", "$1");
    Manifest two =
        Manifest.of(
            Manifest.TYPE,
            text.replace("[" + layer + "]", "[" + layer + "," + layer + "]")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(two.descriptor().size()).isGreaterThan(manifest.descriptor().size());
    assertThat(Attachment.ofReferrer(two)).isEmpty();
    Manifest large =
        Manifest.of(
            Manifest.TYPE,
            text.replaceFirst("\\{", "{\"pad\":\"" + "x".repeat(64 << 10) + "\",")
                .getBytes(StandardCharsets.UTF_8));
    assertThat(Attachment.ofReferrer(large)).isEmpty();
  }

  private static Listed signed() throws IOException {
    return Listed.sign(Form.BUNDLE, Statement.signature(CLAIM), KEY);
  }

  private static Listed changed(String before, String after) throws IOException {
    String text = signed().text();
    assertThat(text).contains(before);
    return Listed.bundle(text.replace(before, after).getBytes(StandardCharsets.UTF_8));
  }
}
