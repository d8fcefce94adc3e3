package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.server.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry at {@code [::1]}, which is a loopback address like {@code 127.0.0.1}. */
class Ipv6RegistryTest {
  private static final InetSocketAddress HERE = new InetSocketAddress("::1", 0);
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  @TempDir private Path directory;
  private final List<String> requests = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    try {
      server = HttpServer.create(HERE, 0);
    } catch (IOException e) {
      Assumptions.abort("this machine has no IPv6: " + e);
    }
    serve(server);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private void serve(HttpServer any) {
    any.createContext("/v2/", exchange -> answer(exchange, any));
    any.createContext("/storage", exchange -> answer(exchange, any));
    any.createContext("/token", exchange -> send(exchange, 200, "{\"token\":\"good\"}"));
    any.start();
  }

  private static String address(HttpServer any) {
    return "[::1]:" + any.getAddress().getPort();
  }

  /** Requires a token, and redirects requests for a manifest to its storage. */
  private void answer(HttpExchange exchange, HttpServer any) throws IOException {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    String url = (any instanceof HttpsServer ? "https://" : "http://") + address(any);
    exchange
        .getResponseHeaders()
        .set("WWW-Authenticate", "Bearer realm=\"" + url + "/token\",service=\"s\"");
    String method = exchange.getRequestMethod();
    exchange
        .getResponseHeaders()
        .set("Location", url + (method.equals("POST") ? "/v2/os/blobs/uploads/1" : "/storage"));
    if (!"Bearer good".equals(authorization)) {
      send(exchange, 401, "{}");
    } else {
      boolean isStored = exchange.getRequestURI().getPath().equals("/storage");
      Map<String, Integer> statuses = Map.of("PUT", 201, "POST", 202, "GET", isStored ? 200 : 307);
      send(exchange, statuses.getOrDefault(method, 404), "{}");
    }
  }

  private void send(HttpExchange exchange, int status, String body) throws IOException {
    requests.add(
        "%s %s %s %d"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Host"),
                exchange.getRequestURI().getPath(),
                status));
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = body.getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/x");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static Registry open(String registry, @Nullable Path caCertificate) throws IOException {
    RegistryOptions asJoe = OptionsOfJoe.trusting(caCertificate, null);
    return Registries.open(registry, "os", Path.of("/"), Access.WRITE, null, asJoe);
  }

  @Test
  void getsCredentialsOverPlainHttpAndMayRedirect() throws IOException {
    try (Registry registry = open(address(server), null)) {
      assertThat(registry.manifest("v1").orElseThrow().bytes()).isEqualTo("{}".getBytes(UTF_8));
      registry.pushBlob(Layer.of(Files.writeString(directory.resolve("f"), "x"), "f"));
      registry.tag("v2", MANIFEST);
    }
    String host = address(server);
    assertThat(requests)
        .contains(
            "GET " + host + " /token 200",
            "GET " + host + " /v2/os/manifests/v1 307",
            "GET " + host + " /storage 200",
            "POST " + host + " /v2/os/blobs/uploads/ 202",
            "PUT " + host + " /v2/os/blobs/uploads/1 201",
            "PUT " + host + " /v2/os/manifests/v2 201")
        .allMatch(request -> request.contains(" " + host + " "));
  }

  @Test
  void mayHaveACertificateForItsAddress() throws IOException {
    Certificates certificates = Certificates.create(directory);
    certificates.issue("registry", "ip:::1");
    HttpsServer tls = HttpsServer.create(HERE, 0);
    tls.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
    serve(tls);
    try (Registry registry = open(address(tls), certificates.authority())) {
      assertThat(registry.manifest("v1")).isPresent();
    } finally {
      tls.stop(0);
    }
    assertThat(requests).contains("GET " + address(tls) + " /storage 200");
  }

  @Test
  void isNamedInMessagesAsItIsWritten() throws IOException {
    String address = address(server);
    server.stop(0);
    try (Registry registry = open(address, null)) {
      assertThatThrownBy(() -> registry.manifest("v1"))
          .hasMessageContaining("no connection to " + address);
    }
  }
}
