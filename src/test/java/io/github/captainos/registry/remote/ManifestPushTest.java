package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushes of manifests and indexes, which must not change a byte. */
class ManifestPushTest extends RawRegistryTest {
  private static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String DOCKER = "application/vnd.docker.distribution.manifest.v2+json";
  private static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  private static final String MANIFEST_START =
      "{\"schemaVersion\":2,\"mediaType\":\"" + OCI_MANIFEST + "\"";

  private String digest = "";

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    boolean puts = request.line().startsWith("PUT");
    String header = digest.isEmpty() ? "X: y" : "Docker-Content-Digest: " + digest;
    out.write(RawServer.answer(puts ? "201 Created" : "200 OK", "", header));
  }

  private Registry open() throws IOException {
    return open(RegistryOptions.of(0, HangGuard.TIMEOUT), new ManualTime());
  }

  private static Stream<Arguments> documents() {
    String entry = "{\"mediaType\":\"m\",\"digest\":\"sha256:" + "0".repeat(64) + "\",\"size\":2}";
    return Stream.of(
        Arguments.of("compact", OCI_MANIFEST, MANIFEST_START + "}"),
        Arguments.of(
            "pretty-printed",
            OCI_MANIFEST,
            "{\n  \"schemaVersion\" : 2,\r\n\t\"layers\" : [ ],\n  \"config\" : "
                + entry
                + "\n}\n"),
        Arguments.of(
            "unknown fields", OCI_MANIFEST, MANIFEST_START + ",\"x-new\":[1.50,{\"a\":null}]}"),
        Arguments.of("subject", OCI_MANIFEST, MANIFEST_START + ",\"subject\":" + entry + "}"),
        Arguments.of("artifact", OCI_MANIFEST, MANIFEST_START + ",\"artifactType\":\"a/b\"}"),
        Arguments.of(
            "not ASCII",
            OCI_MANIFEST,
            MANIFEST_START + ",\"annotations\":{\"title\":\"Größe 文件 🚀 é\u2028\"}}"),
        Arguments.of(
            "escapes", OCI_MANIFEST, MANIFEST_START + ",\"a\":\"\\u00e9\\/\\ud83d\\ude80<>&'\"}"),
        Arguments.of("duplicate keys", OCI_MANIFEST, MANIFEST_START + ",\"a\":1,\"a\":1e2}"),
        Arguments.of(
            "large", OCI_MANIFEST, MANIFEST_START + ",\"a\":\"" + "é".repeat(1 << 20) + "\"}"),
        Arguments.of("index", OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[" + entry + "]}"),
        Arguments.of(
            "pretty-printed index",
            OCI_INDEX,
            "{\n \"schemaVersion\": 2,\n \"manifests\": [\n  " + entry + "\n ],\n \"x\": \"ü\"\n}"),
        Arguments.of("Docker's", DOCKER, "{ \"schemaVersion\": 2, \"layers\": [ ] }"),
        Arguments.of("Docker's list", DOCKER_LIST, "{ \"schemaVersion\": 2, \"manifests\": [ ] }"),
        Arguments.of("unknown type", "application/x", "{}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void theBytesAreNotChanged(String name, String mediaType, String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    Manifest document = Manifest.of(mediaType, bytes);
    try (Registry registry = open()) {
      registry.pushManifest(document);
      registry.tag("v1", document);
    }
    List<RawServer.Request> pushed =
        server.requests().stream().filter(request -> request.line().startsWith("PUT")).toList();
    assertThat(pushed.stream().map(RawServer.Request::line))
        .containsExactly(
            "PUT /v2/os/manifests/" + document.descriptor().digest(), "PUT /v2/os/manifests/v1");
    for (RawServer.Request request : pushed) {
      assertThat(request.body()).isEqualTo(bytes);
      assertThat(request.header("Content-Type")).isEqualTo(mediaType);
      assertThat(request.header("Content-Length")).isEqualTo(String.valueOf(bytes.length));
      assertThat(request.header("Content-Encoding")).isEqualTo("none");
    }
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anotherDigestInTheAnswerIsAnError(boolean tags) throws IOException {
    Manifest document = Manifest.of(OCI_MANIFEST, (MANIFEST_START + "}").getBytes(UTF_8));
    digest = "sha256:" + "0".repeat(64);
    try (Registry registry = open()) {
      assertThatThrownBy(
              () -> {
                if (tags) {
                  registry.tag("v1", document);
                } else {
                  registry.pushManifest(document);
                }
              })
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("stored the manifest " + document.descriptor().digest())
          .hasMessageContaining("declares the digest " + digest)
          .hasMessageNotContaining("\n");
    }
    assertThat(server.lines("PUT")).hasSize(1);
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "sha512:0", "sha256:short"})
  void aDigestOfAnotherKindCausesNoCrash(String other) throws IOException {
    digest = other;
    try (Registry registry = open()) {
      try {
        registry.tag("v1", Manifest.of(OCI_MANIFEST, (MANIFEST_START + "}").getBytes(UTF_8)));
      } catch (RegistryException e) {
        assertThat(e).hasMessageContaining(other);
      }
    }
    assertThat(server.lines("PUT")).hasSize(1);
    assertThat(printed.text()).isEmpty();
  }

  @Test
  void theDigestOfTheDocumentIsAccepted() throws IOException {
    Manifest document = Manifest.of(OCI_MANIFEST, (MANIFEST_START + "}").getBytes(UTF_8));
    digest = document.descriptor().digest().toString();
    try (Registry registry = open()) {
      registry.tag("v1", document);
    }
    assertThat(server.lines("PUT")).containsExactly("PUT /v2/os/manifests/v1");
  }
}
