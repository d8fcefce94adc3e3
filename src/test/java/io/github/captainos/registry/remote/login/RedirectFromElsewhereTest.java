package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.server.Certificates;
import io.github.captainos.testing.server.HttpProxy;
import io.github.captainos.testing.server.LocalServers;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A registry of another host, with TLS, that redirects to a service of this machine: a service that
 * trusts local clients must not get requests that a remote host has chosen.
 */
class RedirectFromElsewhereTest {
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  @TempDir private static Path shared;
  private static Certificates certificates;
  private static HttpProxy proxy;

  @TempDir private Path directory;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private HttpsServer registry;
  private RawServer service;

  /** The status and the URL of the redirect, and the methods that get it. */
  private int status = 307;

  private String methods = "";
  private String location = "";

  @BeforeAll
  static void prepare() throws IOException {
    certificates = Certificates.create(shared);
    certificates.issue("registry", "dns:registry.test");
    proxy = HttpProxy.start(); // connects requests for registry.test to this machine
  }

  @AfterAll
  static void end() {
    proxy.close();
  }

  @BeforeEach
  void start() throws IOException {
    registry = LocalServers.createWithTls();
    registry.setHttpsConfigurator(new HttpsConfigurator(certificates.server()));
    registry.createContext("/", this::answer);
    registry.start();
    service = RawServer.start((request, out) -> out.write(RawServer.answer("200 OK", "{}")));
  }

  @AfterEach
  void stop() {
    registry.stop(0);
    service.close();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    requests.add(method + " " + exchange.getRequestURI().getPath());
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      if (status == 401) {
        exchange.getResponseHeaders().set("WWW-Authenticate", location);
        exchange.sendResponseHeaders(401, -1);
      } else if (exchange.getRequestURI().getPath().equals("/v2/")) {
        exchange.sendResponseHeaders(200, -1);
      } else if (methods.contains(method)) {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(status, -1);
      } else {
        boolean posts = method.equals("POST");
        exchange.getResponseHeaders().set("Location", "/v2/os/blobs/uploads/1");
        exchange.sendResponseHeaders(posts ? 202 : 404, -1);
      }
    }
  }

  private Registry open() throws IOException {
    RegistryOptions options =
        OptionsOfJoe.trusting(
            certificates.authority(),
            ProxySelector.of(InetSocketAddress.createUnresolved("127.0.0.1", proxy.port())));
    String address = "registry.test:" + registry.getAddress().getPort();
    return new RemoteRegistry(
        new RepositoryName(address, "os"), Access.WRITE, null, options, new ManualTime());
  }

  private Layer layer() throws IOException {
    return Layer.of(Files.writeString(directory.resolve("file"), "content"), "file");
  }

  private interface Request {
    void of(Registry opened) throws IOException;
  }

  private void isNotFollowed(Request request, String method) throws IOException {
    try (Registry opened = open()) {
      assertThatThrownBy(() -> request.of(opened))
          .isInstanceOf(RegistryException.class)
          .hasMessageContaining("plain HTTP")
          .hasMessageNotContaining("\n");
    }
    assertThat(requests).anyMatch(line -> line.startsWith(method + " /v2/"));
    assertThat(service.requests()).isEmpty();
  }

  private String service(String host) {
    return "http://" + host + ":" + service.port() + "/containers/1/kill";
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST"})
  void isNotFollowedWithGet(String host) throws IOException {
    methods = "GET";
    location = service(host);
    isNotFollowed(opened -> opened.manifest("v1"), "GET");
    isNotFollowed(opened -> opened.read(MANIFEST.descriptor(), InputStream::readAllBytes), "GET");
  }

  @Test
  void isNotFollowedWithHead() throws IOException {
    methods = "HEAD";
    location = service("127.0.0.1");
    isNotFollowed(opened -> opened.hasBlob(MANIFEST.descriptor()), "HEAD");
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 308})
  void isNotFollowedWithPost(int status) throws IOException {
    this.status = status;
    methods = "POST";
    location = service("127.0.0.1");
    Layer layer = layer();
    isNotFollowed(opened -> opened.pushBlob(layer), "POST");
  }

  @Test
  void isNotUploadedTo() throws IOException {
    status = 202;
    methods = "POST";
    location = service("127.0.0.1");
    Layer layer = layer();
    isNotFollowed(opened -> opened.pushBlob(layer), "POST");
  }

  @Test
  void isNotFollowedWithPut() throws IOException {
    methods = "PUT";
    location = service("127.0.0.1");
    isNotFollowed(opened -> opened.tag("v1", MANIFEST), "PUT");
    Layer layer = layer();
    isNotFollowed(opened -> opened.pushBlob(layer), "PUT");
  }

  @Test
  void getsNeitherTokenRequestsNorPasswords() throws IOException {
    status = 401;
    location = "Bearer realm=\"" + service("127.0.0.1") + "\",service=\"s\"";
    isNotFollowed(opened -> opened.manifest("v1"), "GET");
  }
}
