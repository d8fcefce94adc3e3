package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.LocalServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that redirects to a storage service for blobs, as those of cloud providers do. */
class RedirectTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  @TempDir private Path home;
  private final String homeBefore = System.getProperty("user.home");
  private final List<String> seenByRegistry = new ArrayList<>();
  private final List<String> seenByStorage = new ArrayList<>();
  private HttpServer registry;
  private HttpServer storage;
  private String storageUrl = "";

  @BeforeEach
  void start() throws IOException {
    storage = LocalServers.create();
    storageUrl = "http://localhost:" + storage.getAddress().getPort();
    storage.createContext("/", this::store);
    storage.start();
    registry = LocalServers.create();
    registry.createContext("/", this::redirect);
    registry.start();
    String auth = Base64.getEncoder().encodeToString("joe:secret".getBytes(UTF_8));
    Files.writeString(
        Files.createDirectories(home.resolve(".docker")).resolve("config.json"),
        "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(address(), auth));
    System.setProperty("user.home", home.toString());
  }

  @AfterEach
  void stop() {
    registry.stop(0);
    storage.stop(0);
    System.setProperty("user.home", homeBefore);
  }

  private String address() {
    return "127.0.0.1:" + registry.getAddress().getPort();
  }

  private void redirect(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    try (exchange) {
      note(exchange, seenByRegistry);
      if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
        exchange.sendResponseHeaders(401, -1);
      } else if (exchange.getRequestURI().getPath().equals("/v2/")) {
        exchange.sendResponseHeaders(200, -1);
      } else if (method.equals("POST")) {
        exchange.getResponseHeaders().set("Location", storageUrl + "/upload?signature=s");
        exchange.sendResponseHeaders(202, -1);
      } else {
        exchange.getResponseHeaders().set("Location", storageUrl + "/blob?signature=s");
        exchange.sendResponseHeaders(307, -1);
      }
    }
  }

  private void store(HttpExchange exchange) throws IOException {
    try (exchange) {
      note(exchange, seenByStorage);
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Location", storageUrl + "/upload?signature=s");
      boolean get = exchange.getRequestMethod().equals("GET");
      exchange.sendResponseHeaders(get ? 200 : 201, get ? CONTENT.length : -1);
      if (get) {
        exchange.getResponseBody().write(CONTENT);
      }
    }
  }

  private static void note(HttpExchange exchange, List<String> seen) {
    seen.add(
        exchange.getRequestMethod() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
  }

  private Registry open() throws IOException {
    RegistryOptions options = RegistryOptions.of(0, HangGuard.TIMEOUT);
    return Registries.open(address(), "os", Path.of("/"), Access.WRITE, null, options);
  }

  @Test
  void whereBlobsAreNobodySeesWhoWeAre() throws IOException {
    Descriptor blob = Descriptor.of("m", Sha256.of(CONTENT), CONTENT.length);
    Layer layer = Layer.of(Files.write(home.resolve("file"), CONTENT), "file");
    try (Registry opened = open()) {
      byte[] read = opened.read(blob, bytes -> bytes.readAllBytes());
      assertThat(read).isEqualTo(CONTENT);
      opened.pushBlob(layer);
    }
    assertThat(seenByRegistry).anyMatch(seen -> seen.startsWith("GET Basic"));
    assertThat(seenByStorage).containsExactly("GET null", "PUT null");
  }

  @Test
  void storageThatWantsALoginIsNotLoggedInTo() throws IOException {
    storage.removeContext("/");
    storage.createContext(
        "/",
        exchange -> {
          try (exchange) {
            note(exchange, seenByStorage);
            exchange
                .getResponseHeaders()
                .set("WWW-Authenticate", "Bearer realm=\"" + storageUrl + "/token\"");
            exchange.sendResponseHeaders(401, -1);
          }
        });
    Descriptor blob = Descriptor.of("m", Sha256.of(CONTENT), CONTENT.length);
    try (Registry opened = open()) {
      assertThatThrownBy(() -> opened.read(blob, bytes -> bytes.readAllBytes()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("the registry redirects to localhost, which answered 401");
    }
    assertThat(seenByStorage).containsExactly("GET null");
  }

  @Test
  void noHostIsLedToInPlainText() throws IOException {
    storageUrl = "http://storage.example";
    Descriptor blob = Descriptor.of("m", Sha256.of(CONTENT), CONTENT.length);
    try (Registry opened = open()) {
      assertThatThrownBy(() -> opened.read(blob, bytes -> bytes.readAllBytes()))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("plain HTTP is only used for this machine itself")
          .hasMessageContaining("storage.example");
    }
  }
}
