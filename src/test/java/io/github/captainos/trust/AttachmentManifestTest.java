package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.Attachment.Form;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttachmentManifestTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final ImageClaim CLAIM =
      new ImageClaim("example.com/acme/os:v1", Sha256.of(new byte[0]));

  @Test
  void theTagIsTheDigestOfTheImage() {
    assertThat(Form.PAYLOAD.tag(CLAIM.digest()))
        .isEqualTo("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sig");
  }

  @Test
  void theDocumentsHaveTheContentThatCosignWrites() throws Exception {
    Listed cosigns = Listed.payload(TestKeys.file("cosign-payload.json"), cosignSignature());
    Manifest ours = first(Form.PAYLOAD, cosigns.read().layer("").descriptor());
    assertThat(config(ours)).isEqualTo(TestKeys.file("cosign-config.json"));
    // the order of fields differs: cosign writes the size of a descriptor before its digest
    assertThat(ours.json()).isEqualTo(Json.read(TestKeys.file("cosign-manifest.json")));
  }

  @Test
  void aSignatureIsAddedBehindTheOnesOfOthers() throws Exception {
    Descriptor ours = signed();
    Manifest both = AttachmentManifest.with(Form.PAYLOAD, cosigns(), List.of(ours));
    ObjectNode json = both.json();
    assertThat(json.path("layers").get(0))
        .isEqualTo(Json.read(TestKeys.file("cosign-manifest.json")).path("layers").get(0));
    List<Attachment> payloads = Attachment.of(Form.PAYLOAD, both);
    assertThat(payloads)
        .extracting(one -> one.content().annotations().get(Listed.SIGNATURE))
        .containsExactly(cosignSignature(), ours.annotations().get(Listed.SIGNATURE));
    assertThat(payloads.get(1).content()).isEqualTo(ours);
    Descriptor config = AttachmentManifest.config(both.entries()).descriptor();
    assertThat(both.config()).contains(config);
    ObjectNode content = Json.readStrictly(config(both));
    assertThat(content.path("rootfs").path("diff_ids"))
        .extracting(id -> id.asText())
        .containsExactlyElementsOf(
            payloads.stream().map(p -> p.content().digest().toString()).toList());
    assertThat(content.path("history")).hasSize(2);
  }

  @Test
  void whatOthersWroteBesidesIsKeptAndTheConfigFitsTheLayers() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(TestKeys.file("cosign-manifest.json"));
    json.putObject("annotations").put("unknown", "kept");
    ((ObjectNode) json.path("layers").get(0)).put("mediaType", "application/x-other");
    ((ObjectNode) json.path("config")).put("mediaType", "application/x-other");
    Manifest after = AttachmentManifest.with(Form.PAYLOAD, manifest(json), List.of(signed()));
    assertThat(after.json().path("annotations").path("unknown").asText()).isEqualTo("kept");
    assertThat(Attachment.of(Form.PAYLOAD, after)).hasSize(1);
    assertThat(after.entries()).hasSize(2);
    assertThat(after.config()).contains(AttachmentManifest.config(after.entries()).descriptor());
  }

  @Test
  void attestationsHaveATagOfTheirOwnAndTheContentThatCosignWrites() throws Exception {
    Predicate sbom =
        Sbom.read("{\"spdxVersion\":\"SPDX-2.3\"}".getBytes(StandardCharsets.US_ASCII));
    Statement statement = Statement.of("example.com/acme/os", CLAIM.digest(), sbom);
    Listed attestation = Listed.sign(Form.ENVELOPE, statement, KEY);
    Descriptor layer = attestation.attachment().content();
    Manifest manifest = first(Form.ENVELOPE, layer);
    assertThat(Form.ENVELOPE.tag(CLAIM.digest()))
        .isEqualTo("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.att");
    assertThat(manifest.json().path("layers").get(0).toString())
        .isEqualTo(
            "{\"mediaType\":\"application/vnd.dsse.envelope.v1+json\",\"digest\":\""
                + layer.digest()
                + "\",\"size\":"
                + layer.size()
                + ",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"\","
                + "\"predicateType\":\"https://spdx.dev/Document\"}}");
    assertThat(Attachment.of(Form.PAYLOAD, manifest)).isEmpty();
    assertThat(Attachment.of(Form.ENVELOPE, manifest)).containsExactly(attestation.attachment());
    assertThat(attestation.text())
        .matches(
            "\\{\"payloadType\":\"application/vnd.in-toto\\+json\",\"payload\":\"[\\w+/=]+\","
                + "\"signatures\":\\[\\{\"keyid\":\"\",\"sig\":\"[\\w+/=]+\"}]}");
  }

  @Test
  void no129thAttestationIsReadAndAnIndexIsNone() throws Exception {
    ObjectNode json = first(Form.ENVELOPE, signed()).json();
    for (int i = 0; i < 128; i++) {
      json.withArray("layers").add(json.path("layers").get(0));
    }
    assertThatThrownBy(() -> Attachment.of(Form.ENVELOPE, manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 129 attestations, which is more than 128");
    Manifest index =
        Manifest.of(
            Manifest.INDEX_TYPE,
            "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Attachment.of(Form.ENVELOPE, index))
        .isInstanceOf(IOException.class)
        .hasMessage("it is an index, not a manifest with attestations");
  }

  @Test
  void no129thSignatureIsAddedOrRead() throws Exception {
    List<Descriptor> many = new ArrayList<>();
    for (int i = 0; i < 128; i++) {
      many.add(signed());
    }
    Manifest full = AttachmentManifest.with(Form.PAYLOAD, null, many);
    assertThat(Attachment.of(Form.PAYLOAD, full)).hasSize(128);
    assertThatThrownBy(() -> AttachmentManifest.with(Form.PAYLOAD, full, List.of(signed())))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 128 signatures already");

    ObjectNode json = full.json();
    json.withArray("layers").add(json.path("layers").get(0));
    assertThatThrownBy(() -> Attachment.of(Form.PAYLOAD, manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it has 129 signatures, which is more than 128");
  }

  @Test
  void aManifestOfMoreThanOneMebibyteIsNeitherReadNorWritten() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(TestKeys.file("cosign-manifest.json"));
    json.putObject("annotations").put("large", "x".repeat(2 << 20));
    assertThatThrownBy(() -> Attachment.of(Form.PAYLOAD, manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessage("it is larger than 1 MiB");

    int base = Json.write(json).length - (2 << 20);
    json.putObject("annotations").put("large", "x".repeat((1 << 20) - base));
    Manifest full = manifest(json);
    assertThat(full.descriptor().size()).isEqualTo(1 << 20);
    assertThat(Attachment.of(Form.PAYLOAD, full)).hasSize(1);
    assertThatThrownBy(() -> AttachmentManifest.with(Form.PAYLOAD, full, List.of(signed())))
        .isInstanceOf(IOException.class)
        .hasMessage("it is larger than 1 MiB");
  }

  @Test
  void otherDocumentsAreRefused() {
    assertRefused("{\"schemaVersion\":2,\"manifests\":[]}", "it is an index");
    assertRefused("{\"schemaVersion\":2}", "it is neither a manifest nor an index");
    assertRefused("{\"schemaVersion\":2,\"layers\":[],\"layers\":[]}", "a field twice");
    assertRefused("[]", "it is not a JSON object");
  }

  private static void assertRefused(String json, String message) {
    Manifest document = Manifest.of(Manifest.TYPE, json.getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Attachment.of(Form.PAYLOAD, document))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static Manifest manifest(ObjectNode json) {
    return Manifest.of(Manifest.TYPE, Json.write(json));
  }

  private static Manifest cosigns() {
    return Manifest.of(Manifest.TYPE, TestKeys.file("cosign-manifest.json"));
  }

  private static Manifest first(Form form, Descriptor layer) throws IOException {
    return AttachmentManifest.with(form, null, List.of(layer));
  }

  private static byte[] config(Manifest manifest) throws IOException {
    return AttachmentManifest.config(manifest.entries()).open(0).readAllBytes();
  }

  private static Descriptor signed() {
    return Signed.sign(Form.PAYLOAD, Statement.signature(CLAIM), KEY).descriptor();
  }

  private static String cosignSignature() {
    return new String(TestKeys.file("cosign-signature.txt"), StandardCharsets.US_ASCII);
  }
}
