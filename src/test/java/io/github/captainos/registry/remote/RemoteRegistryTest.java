package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that a real registry does not give on demand. */
class RemoteRegistryTest {
  private HttpServer server;
  private int status = 200;
  private String body = "";
  private String digest = "";

  @BeforeEach
  void start() throws IOException {
    server = LocalServers.create();
    server.createContext("/v2/", exchange -> answer(exchange, 200, "", ""));
    server.createContext("/v2/os/", exchange -> answer(exchange, status, body, digest));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String body, String digest)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/x; charset=utf-8");
      exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Registry open() throws IOException {
    String registry = "127.0.0.1:" + server.getAddress().getPort();
    return new RemoteRegistry(
        new RepositoryName(registry, "os"),
        Access.WRITE,
        null,
        RegistryOptions.of(1, HangGuard.TIMEOUT),
        new ManualTime());
  }

  @Test
  void aManifestIsReadByteForByte() throws IOException {
    body = "{\"schemaVersion\": 3, \"x\": [ ]}\n";
    try (Registry registry = open()) {
      Manifest manifest = registry.manifest("v1").orElseThrow();
      assertThat(manifest.bytes()).isEqualTo(body.getBytes(UTF_8));
      assertThat(manifest.descriptor().mediaType()).isEqualTo("application/x");
    }
  }

  @Test
  void whatIsNoManifestIsNotTakenForOne() throws IOException {
    body = "<html>Please log in to the hotel's network</html>";
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessage("the registry's answer is not a manifest");
    }
  }

  @Test
  void aManifestIsTheOneThatTheRegistryPromised() throws IOException {
    body = "{}";
    digest = "sha256:" + "0".repeat(64);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .hasMessageContaining("sent the manifest " + Sha256.of("{}".getBytes(UTF_8)))
          .hasMessageContaining("declares the digest " + digest);
    }
  }

  @Test
  void aManifestIsTheOneThatWasAskedFor() throws IOException {
    body = "{}";
    DescriptorDigest right = Sha256.of("{}".getBytes(UTF_8));
    DescriptorDigest other = Sha256.of(new byte[0]);
    try (Registry registry = open()) {
      assertThat(registry.manifest(right.toString())).isPresent();
      assertThat(registry.manifest(Descriptor.of("", right, 2))).isPresent();
      assertThatThrownBy(() -> registry.manifest(other.toString()))
          .isInstanceOf(ContentException.class)
          .hasMessage("the manifest received is not " + other + ", but " + right);
      for (Descriptor entry : List.of(Descriptor.of("", other, 2), Descriptor.of("", right, 3))) {
        assertThatThrownBy(() -> registry.manifest(entry))
            .isInstanceOf(ContentException.class)
            .hasMessageStartingWith("the manifest received is not " + entry.digest());
      }
    }
  }

  @Test
  void aSmallBlobHasTheBytesOfItsDescriptor() throws IOException {
    body = "config";
    DescriptorDigest right = Sha256.of("config".getBytes(UTF_8));
    DescriptorDigest other = Sha256.of(new byte[0]);
    try (Registry registry = open()) {
      assertThat(registry.get(Descriptor.of("", right, 6), 6)).isEqualTo("config".getBytes(UTF_8));
      assertThatThrownBy(() -> registry.get(Descriptor.of("", other, 6), 6))
          .hasMessageStartingWith("the bytes received are not those of " + other);
      assertThatThrownBy(() -> registry.get(Descriptor.of("", right, 5), 6))
          .hasMessageContaining(" has more than its 5 bytes");
      assertThatThrownBy(() -> registry.get(Descriptor.of("", right, 7), 7))
          .hasMessageContaining("ends 1 bytes before its 7");
    }
  }

  @Test
  void whatIsTooLargeIsNotAskedFor() throws IOException {
    DescriptorDigest digest = Sha256.of(new byte[0]);
    status = 500;
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.get(Descriptor.of("", digest, 7), 6))
          .isInstanceOf(ContentException.class)
          .hasMessage(digest + " has 7 bytes, which is more than 6");
      assertThatThrownBy(() -> registry.manifest(Descriptor.of("", digest, 5 << 20)))
          .isInstanceOf(ContentException.class)
          .hasMessage(digest + " has 5242880 bytes, which is more than 4194304");
    }
  }

  @Test
  void aManifestThatIsTooLargeIsNotReadToItsEnd() throws IOException {
    body = "x".repeat((4 << 20) + 1);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1")).hasMessageContaining("more than 4194304");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "403; {\"errors\":[{\"code\":\"DENIED\",\"message\":\"no\",\"detail\":null}]}; the registry"
            + " answered 403: DENIED no. To write to os, log in: no credentials were found (there"
            + " is no ",
        "401; {\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"authentication"
            + " required\",\"detail\":"
            + "[{\"Type\":\"repository\",\"Class\":\"\",\"Name\":\"os\",\"Action\":\"pull\"}]}]};"
            + " the registry answered 401: UNAUTHORIZED authentication required. To write to os,"
            + " log in: no credentials were found (there is no ",
        "500; <html><body>Bad  day</body></html>; the registry answered 500: Bad day",
        "400; {\"errors\":[{\"code\":\"A\",\"detail\":\"d\"},{\"message\":\"b\"}]};"
            + " the registry answered 400: A (d); b",
        "418; ``; the registry answered 418 with an empty body",
      })
  void theRegistrysOwnWordsAreToldInOneLine(int status, String body, String message)
      throws IOException {
    this.status = status;
    this.body = body;
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining(message)
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void theRegistrysMessageIsEscapedAndShortened() throws IOException {
    String evil = "\u009b2J\u202e" + "x".repeat(3 << 20);
    for (String message :
        List.of(
            evil,
            "{\"errors\":[{\"code\":\"A\",\"message\":\"" + evil + "\"}]}",
            "{\"errors\":[{\"code\":\"A\",\"detail\":{\"b\":\"" + evil + "\"}}]}")) {
      status = 400;
      body = message;
      try (Registry registry = open()) {
        assertThatThrownBy(() -> registry.manifest("v1"))
            .hasMessageContaining("\\u009b2J\\u202exxx")
            .hasMessageEndingWith("x…")
            .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
            .hasSizeLessThan(600)
            .doesNotContain("\u009b", "\u202e");
      }
    }
  }

  @Test
  void aLongInvalidDigestIsShortened() throws IOException {
    body = "{}";
    digest = "sha256:" + "0".repeat(9000);
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .hasMessageContaining("declares the digest sha256:000")
          .extracting(Throwable::getMessage, as(InstanceOfAssertFactories.STRING))
          .hasSizeLessThan(600);
    }
  }

  @Test
  void anyNotFoundMeansAbsent() throws IOException {
    status = 404;
    for (String message :
        new String[] {"", "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}", "<p>no</p>"}) {
      body = message;
      try (Registry registry = open()) {
        assertThat(registry.manifest("v1")).isEmpty();
      }
    }
  }

  @Test
  void aRegistryThatDoesNotYetKnowWhatItHasIsAskedAgain() throws IOException {
    body = "{\"errors\":[{\"code\":\"DIGEST_INVALID\"},{\"code\":\"MANIFEST_BLOB_UNKNOWN\"}]}";
    List<Integer> answers = new CopyOnWriteArrayList<>();
    server.createContext(
        "/v2/os/manifests/v1",
        exchange -> {
          int answer = answers.isEmpty() ? 400 : 201;
          answers.add(answer);
          answer(exchange, answer, body, "");
        });
    try (Registry registry = open()) {
      registry.tag("v1", Manifest.of("m", "{}".getBytes(UTF_8)));
    }
    assertThat(answers).containsExactly(400, 201);
  }

  @Test
  void aManifestThatIsRefusedForGoodIsNotSentAgain() throws IOException {
    List<String> requests = new CopyOnWriteArrayList<>();
    server.createContext(
        "/v2/os/manifests/v1",
        exchange -> {
          requests.add(exchange.getRequestMethod());
          answer(exchange, 400, "{\"errors\":[{\"code\":\"MANIFEST_INVALID\"}]}", "");
        });
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.tag("v1", Manifest.of("m", "{}".getBytes(UTF_8))))
          .hasMessageContaining("MANIFEST_INVALID");
    }
    assertThat(requests).containsExactly("PUT");
  }

  @Test
  void aWebServerIsNoRegistry() throws IOException {
    server.removeContext("/v2/");
    try (Registry registry = open()) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("there is no registry at 127.0.0.1:");
    }
  }
}
