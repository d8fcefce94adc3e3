package io.github.captainos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.support.Json;
import io.github.captainos.testing.TestKeys;
import io.github.captainos.trust.CosignManifest.Kind;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.Sbom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CosignManifestTest {
  private static final SigningKey KEY = TestKeys.openssl();
  private static final ImageClaim CLAIM =
      new ImageClaim("example.com/acme/os:v1", Sha256.of(new byte[0]));

  @Test
  void theTagIsTheDigestOfTheImage() {
    assertThat(Kind.SIGNATURES.tag(CLAIM.digest()))
        .isEqualTo("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.sig");
  }

  @Test
  void theDocumentsHaveTheContentThatCosignWrites() throws Exception {
    PayloadSignature signature =
        PayloadSignature.of(TestKeys.file("cosign-payload.json"), cosignSignature());
    CosignManifest ours = CosignManifest.of(Kind.SIGNATURES, signature.layer().descriptor());
    assertThat(ours.config()).isEqualTo(TestKeys.file("cosign-config.json"));
    // the order of fields differs: cosign writes the size of a descriptor before its digest
    assertThat(ours.manifest().json()).isEqualTo(Json.read(TestKeys.file("cosign-manifest.json")));
  }

  @Test
  void aSignatureIsAddedBehindTheOnesOfOthers() throws Exception {
    PayloadSignature ours = PayloadSignature.sign(CLAIM, KEY);
    CosignManifest both = cosigns().with(ours.layer().descriptor());
    ObjectNode json = both.manifest().json();
    assertThat(json.path("layers").get(0))
        .isEqualTo(Json.read(TestKeys.file("cosign-manifest.json")).path("layers").get(0));
    List<Descriptor> payloads = Kind.SIGNATURES.layers(both.manifest());
    assertThat(payloads)
        .extracting(PayloadSignature::signature)
        .containsExactly(cosignSignature(), PayloadSignature.signature(ours.layer().descriptor()));
    assertThat(payloads.get(1)).isEqualTo(ours.layer().descriptor());
    assertThat(json.path("config").path("digest").asText())
        .isEqualTo(both.configBlob().descriptor().digest().toString());
    assertThat(json.path("config").path("size").asLong())
        .isEqualTo(both.configBlob().descriptor().size());
    ObjectNode config = Json.readStrictly(both.config());
    assertThat(config.path("rootfs").path("diff_ids"))
        .extracting(id -> id.asText())
        .containsExactlyElementsOf(payloads.stream().map(p -> p.digest().toString()).toList());
    assertThat(config.path("history")).hasSize(2);
  }

  @Test
  void aSignatureThatIsThereIsNotAddedAgain() throws Exception {
    PayloadSignature ours = PayloadSignature.sign(CLAIM, KEY);
    CosignManifest both = cosigns().with(ours.layer().descriptor());
    assertThat(both.with(ours.layer().descriptor())).isSameAs(both);
  }

  @Test
  void whatOthersWroteBesidesIsKept() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(TestKeys.file("cosign-manifest.json"));
    json.putObject("annotations").put("unknown", "kept");
    ((ObjectNode) json.path("layers").get(0)).put("mediaType", "application/x-other");
    byte[] config = {'{', '}'};
    CosignManifest before = new CosignManifest(Kind.SIGNATURES, manifest(json), config);
    CosignManifest after = before.with(signed());
    assertThat(after.manifest().json().path("annotations").path("unknown").asText())
        .isEqualTo("kept");
    assertThat(after.config()).isSameAs(config);
    assertThat(Kind.SIGNATURES.layers(after.manifest())).hasSize(1);
    assertThat(after.manifest().json().path("layers")).hasSize(2);
  }

  @Test
  void aConfigThatDoesNotFitTheLayersIsKept() throws Exception {
    ObjectNode config = Json.readStrictly(cosigns().config());
    config.withObject("/rootfs").withArray("diff_ids").add(CLAIM.digest().toString());
    byte[] other = Json.write(config);
    CosignManifest before = new CosignManifest(Kind.SIGNATURES, cosigns().manifest(), other);
    assertThat(before.with(signed()).config()).isSameAs(other);
  }

  @Test
  void attestationsHaveATagOfTheirOwnAndTheContentThatCosignWrites() throws Exception {
    Predicate sbom =
        Sbom.read("{\"spdxVersion\":\"SPDX-2.3\"}".getBytes(StandardCharsets.US_ASCII));
    Attestation attestation =
        Attestation.sign(Statement.of("example.com/acme/os", CLAIM.digest(), sbom), KEY);
    CosignManifest manifest =
        CosignManifest.of(Kind.ATTESTATIONS, attestation.layer().descriptor());
    assertThat(Kind.ATTESTATIONS.tag(CLAIM.digest()))
        .isEqualTo("sha256-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.att");
    assertThat(manifest.manifest().json().path("layers").get(0).toString())
        .isEqualTo(
            "{\"mediaType\":\"application/vnd.dsse.envelope.v1+json\",\"digest\":\""
                + attestation.layer().content().descriptor().digest()
                + "\",\"size\":"
                + attestation.layer().content().descriptor().size()
                + ",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"\","
                + "\"predicateType\":\"https://spdx.dev/Document\"}}");
    assertThat(Kind.SIGNATURES.layers(manifest.manifest())).isEmpty();
    assertThat(Attestation.predicateType(Kind.ATTESTATIONS.layers(manifest.manifest()).get(0)))
        .isEqualTo("https://spdx.dev/Document");
    assertThat(attestation.bundle().envelope().bytes())
        .asString()
        .matches(
            "\\{\"payloadType\":\"application/vnd.in-toto\\+json\",\"payload\":\"[\\w+/=]+\","
                + "\"signatures\":\\[\\{\"keyid\":\"\",\"sig\":\"[\\w+/=]+\"}]}");
  }

  @Test
  void no129thAttestationIsReadAndAnIndexIsNone() throws Exception {
    CosignManifest one = CosignManifest.of(Kind.ATTESTATIONS, signed());
    ObjectNode json = one.manifest().json();
    for (int i = 0; i < 128; i++) {
      json.withArray("layers").add(json.path("layers").get(0));
    }
    assertThatThrownBy(() -> Kind.ATTESTATIONS.layers(manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 129 attestations, which is more than 128");
    Manifest index =
        Manifest.of(
            Manifest.INDEX_TYPE,
            "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> Kind.ATTESTATIONS.layers(index))
        .isInstanceOf(IOException.class)
        .hasMessage("it is an index, not a manifest with attestations");
  }

  @Test
  void no129thSignatureIsAddedOrRead() throws Exception {
    CosignManifest many = CosignManifest.of(Kind.SIGNATURES, signed());
    for (int i = 1; i < 128; i++) {
      many = many.with(signed());
    }
    assertThat(Kind.SIGNATURES.layers(many.manifest())).hasSize(128);
    CosignManifest full = many;
    assertThatThrownBy(() -> full.with(signed()))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 128 signatures already");

    ObjectNode json = full.manifest().json();
    json.withArray("layers").add(json.path("layers").get(0));
    assertThatThrownBy(() -> Kind.SIGNATURES.layers(manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it has 129 signatures, which is more than 128");
  }

  @Test
  void aManifestOfMoreThanOneMebibyteIsNeitherReadNorWritten() throws Exception {
    ObjectNode json = (ObjectNode) Json.read(TestKeys.file("cosign-manifest.json"));
    json.putObject("annotations").put("large", "x".repeat(2 << 20));
    assertThatThrownBy(() -> Kind.SIGNATURES.layers(manifest(json)))
        .isInstanceOf(IOException.class)
        .hasMessage("it is larger than 1 MiB");

    int base = Json.write(json).length - (2 << 20);
    json.putObject("annotations").put("large", "x".repeat((1 << 20) - base));
    Manifest full = manifest(json);
    assertThat(full.descriptor().size()).isEqualTo(1 << 20);
    assertThat(Kind.SIGNATURES.layers(full)).hasSize(1);
    CosignManifest signatures = new CosignManifest(Kind.SIGNATURES, full, cosigns().config());
    assertThatThrownBy(() -> signatures.with(signed()))
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
    assertThatThrownBy(() -> Kind.SIGNATURES.layers(document))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static Manifest manifest(ObjectNode json) {
    return Manifest.of(Manifest.TYPE, Json.write(json));
  }

  private static CosignManifest cosigns() {
    return new CosignManifest(
        Kind.SIGNATURES,
        Manifest.of(Manifest.TYPE, TestKeys.file("cosign-manifest.json")),
        TestKeys.file("cosign-config.json"));
  }

  private static Descriptor signed() {
    return PayloadSignature.sign(CLAIM, KEY).layer().descriptor();
  }

  private static String cosignSignature() {
    return new String(TestKeys.file("cosign-signature.txt"), StandardCharsets.US_ASCII);
  }
}
