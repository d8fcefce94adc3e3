package io.github.captainos.registry.remote.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Manifest;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.PrintedErrors;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry on this machine that redirects to another host, {@code localhost}. */
class OtherHostsTest {
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  @TempDir private Path directory;
  private final PrintedErrors printed = PrintedErrors.watch();
  private final ManualTime time = new ManualTime();
  private RawServer registry;
  private RawServer storage;

  /** The registry's answer below {@code /v2/os/} to requests with credentials. */
  private byte[] answer = {};

  /** The location in the storage's answer to a POST. */
  private String location = "";

  @BeforeEach
  void start() throws IOException {
    registry = RawServer.start(this::redirectToStorage);
    storage = RawServer.start(this::store);
  }

  @AfterEach
  void stop() {
    registry.close();
    storage.close();
    printed.close();
  }

  private void redirectToStorage(RawServer.Request request, OutputStream out) throws IOException {
    if (request.header("Authorization").equals("none")) {
      out.write(RawServer.answer("401 Unauthorized", "", "WWW-Authenticate: Basic realm=\"r\""));
    } else if (request.line().equals("GET /v2/")) {
      out.write(RawServer.answer("200 OK", ""));
    } else {
      out.write(answer);
    }
  }

  private void store(RawServer.Request request, OutputStream out) throws IOException {
    if (request.line().startsWith("POST")) {
      out.write(RawServer.answer("202 Accepted", "", "Location: " + location));
    } else {
      out.write(RawServer.answer("201 Created", ""));
    }
  }

  private String storageHost() {
    return "localhost:" + storage.port();
  }

  private static byte[] redirect(String status, String to) {
    return RawServer.answer(status, "", "Location: " + to);
  }

  private Registry open() throws IOException {
    RegistryOptions asJoe = OptionsOfJoe.withRetries(1);
    return new RemoteRegistry(
        new RepositoryName(registry.address(), "os"), Access.WRITE, null, asJoe, time);
  }

  private Layer layer() throws IOException {
    return Layer.of(Files.writeString(directory.resolve("file"), "content"), "file");
  }

  private void getsNoCredentials() {
    assertThat(storage.requests())
        .allMatch(request -> request.header("Authorization").equals("none"))
        .allMatch(request -> request.header("Host").equals(storageHost()));
    assertThat(printed.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"307 Temporary Redirect", "308 Permanent Redirect"})
  void anUploadContinuesWhereItWasRedirectedTo(String status) throws IOException {
    answer = redirect(status, "http://" + storageHost() + "/uploads/?signature=s");
    location = "/session/1?state=x#fragment";
    Layer layer = layer();
    try (Registry opened = open()) {
      opened.pushBlob(layer);
    }
    assertThat(storage.requests().stream().map(RawServer.Request::line))
        .containsExactly(
            "POST /uploads/?signature=s",
            "PUT /session/1?state=x&digest=" + layer.descriptor().digest());
    assertThat(storage.requests().get(1).body()).hasSize((int) layer.descriptor().size());
    assertThat(registry.lines("PUT")).isEmpty();
    getsNoCredentials();
  }

  @ParameterizedTest
  @ValueSource(strings = {"session/2", "./session/2", "?session=2", "//HOST/session/2"})
  void aRelativeLocationIsRelativeToTheHostThatAnswered(String relative) throws IOException {
    answer = redirect("307 Temporary Redirect", "http://" + storageHost() + "/uploads/");
    location = relative.replace("HOST", storageHost());
    try (Registry opened = open()) {
      opened.pushBlob(layer());
    }
    assertThat(storage.lines("PUT"))
        .singleElement()
        .asString()
        .contains("session", "digest=sha256:");
    assertThat(registry.lines("PUT")).isEmpty();
    getsNoCredentials();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/os/uploads/1#f", "/v2/os/uploads/1?a=b#f?c=d"})
  void aFragmentIsNotSent(String sessionWithFragment) throws IOException {
    answer = redirect("202 Accepted", "http://" + storageHost() + sessionWithFragment);
    Layer layer = layer();
    try (Registry opened = open()) {
      opened.pushBlob(layer);
    }
    String session = sessionWithFragment.replaceFirst("#.*", "");
    String separator = session.contains("?") ? "&" : "?";
    assertThat(storage.lines("PUT"))
        .containsExactly("PUT " + session + separator + "digest=" + layer.descriptor().digest());
    getsNoCredentials();
  }

  @Test
  void aFragmentOfARedirectIsNotSent() throws IOException {
    answer = redirect("307 Temporary Redirect", "http://" + storageHost() + "/blob?s=1#part");
    try (Registry opened = open()) {
      opened.read(MANIFEST.descriptor(), InputStream::readAllBytes);
    }
    assertThat(storage.lines("GET")).containsExactly("GET /blob?s=1");
    getsNoCredentials();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https"})
  void aStorageThatIsDownIsNamedAndNotTheRegistry(String scheme) throws IOException {
    String down = storageHost();
    storage.close();
    answer = redirect("307 Temporary Redirect", scheme + "://" + down + "/blob");
    failsToRead(down);
    answer = redirect("202 Accepted", scheme + "://" + down + "/session/1");
    failsToPush(down);
  }

  @Test
  void aStorageThatClosesTheConnectionIsNamedAndNotTheRegistry() throws IOException {
    RawServer silent = RawServer.start((request, out) -> {});
    try (silent) {
      String host = "localhost:" + silent.port();
      answer = redirect("307 Temporary Redirect", "http://" + host + "/blob");
      failsToRead(host);
      answer = redirect("202 Accepted", "http://" + host + "/session/1");
      failsToPush(host);
      answer = redirect("307 Temporary Redirect", "http://" + host + "/uploads/");
      failsToPush(host);
    }
  }

  @Test
  void aStorageWithoutTlsIsNamedAndNotTheRegistry() throws IOException {
    answer = redirect("307 Temporary Redirect", "https://" + storageHost() + "/blob");
    failsToRead(storageHost());
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void aStorageThatRefusesIsNamedAndNotTheRegistry() throws IOException {
    try (RawServer full =
        RawServer.start((request, out) -> out.write(RawServer.answer("507 Full", "no space")))) {
      String host = "localhost:" + full.port();
      answer = redirect("202 Accepted", "http://" + host + "/session/1");
      try (Registry opened = open()) {
        assertThatThrownBy(() -> opened.pushBlob(layer()))
            .hasMessageContaining("507")
            .hasMessageContaining("localhost");
      }
    }
  }

  private void failsToRead(String host) throws IOException {
    try (Registry opened = open()) {
      assertThatThrownBy(() -> opened.read(MANIFEST.descriptor(), InputStream::readAllBytes))
          .satisfies(failure -> blames(host, failure));
    }
  }

  private void failsToPush(String host) throws IOException {
    try (Registry opened = open()) {
      assertThatThrownBy(() -> opened.pushBlob(layer()))
          .satisfies(failure -> blames(host, failure));
    }
  }

  private void blames(String host, Throwable failure) {
    assertThat(failure)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining(host)
        .hasMessageNotContaining("\n");
    for (String blame :
        List.of("no connection to ", "no trusted TLS connection to ", "exchange with ")) {
      assertThat(failure).hasMessageNotContaining(blame + registry.address());
    }
    assertThat(failure).hasMessageNotContaining("Check captain.registry");
    assertThat(printed.text()).isEmpty();
  }
}
