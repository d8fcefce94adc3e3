package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Sha256;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.Tar;
import io.github.captainos.testing.server.EndlessBytes;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that try to keep a build busy, to fill its memory, or to get its credentials. */
class HostileServersTest extends RawRegistryTest {
  /** Of requests that run into it in any case, at a busy machine earlier than at another. */
  private static final Duration SHORT = Duration.ofMillis(200);

  private static final int LONGEST_MESSAGE = 2000;

  /** 64 MiB of zeros. */
  private static final byte[] ZIPPED = zipped();

  private final TimeWithoutPauses time = new TimeWithoutPauses();
  private final EndlessBytes endless = new EndlessBytes();

  /** Returns many empty members, each of which a JDK reads in a call of the call for the last. */
  private static byte[] zipped() {
    byte[] empty = Tar.gzip(new byte[0]);
    byte[] members = new byte[180_000 * empty.length];
    for (int at = 0; at < members.length; at += empty.length) {
      System.arraycopy(empty, 0, members, at, empty.length);
    }
    return members;
  }

  private interface Script {
    void answer(RawServer.Request request, OutputStream out) throws IOException;
  }

  private Script script = (request, out) -> {};

  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    script.answer(request, out);
  }

  private static RegistryOptions asJoe(Duration timeout, @Nullable ProxySelector proxies) {
    PasswordAuthentication joe = new PasswordAuthentication("joe", "joes-password".toCharArray());
    Authenticator proxyLogins =
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return joe;
          }
        };
    return new RegistryOptions(
        3, timeout, joe, "the test's", null, false, proxies, proxyLogins, ParameterNames.USUAL);
  }

  private Throwable failure() throws IOException {
    try (Registry registry = open(asJoe(HangGuard.TIMEOUT, null), time)) {
      return isOneLine(catchThrowable(() -> registry.manifest("v1")));
    }
  }

  private Throwable isOneLine(Throwable failure) {
    assertThat(failure)
        .isInstanceOf(RegistryException.class)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("Exception")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(LONGEST_MESSAGE));
    assertThat(endless.isTaken()).isFalse();
    assertThat(printed.text()).isEmpty();
    return failure;
  }

  private static byte[] head(String status, String... headers) {
    return ("HTTP/1.1 " + status + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
        .getBytes(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectsInACircleEnd(int status) throws IOException {
    AtomicInteger number = new AtomicInteger();
    script =
        (request, out) ->
            out.write(
                RawServer.answer(
                    status + " Moved",
                    "",
                    "Location: "
                        + request.line().replaceFirst(".* |\\?.*", "")
                        + "?"
                        + number.incrementAndGet()));
    assertThat(failure()).hasMessageContaining("the registry sent too many redirects");
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void aRedirectWithAnEndlessBodyIsFollowed() throws IOException {
    script =
        (request, out) -> {
          if (request.line().startsWith("GET /v2/os/")) {
            out.write(head("307 Moved", "Location: /elsewhere"));
            endless.repeat("x", out);
          } else {
            out.write(RawServer.answer("404 Not Found", "x".repeat(1 << 20)));
          }
        };
    try (Registry registry = open(RegistryOptions.of(0, HangGuard.TIMEOUT), time)) {
      catchThrowable(() -> registry.manifest("v1"));
    }
    assertThat(endless.isTaken()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic", "Bearer", "both"})
  void challengesWithoutEndEnd(String kind) throws IOException {
    AtomicInteger number = new AtomicInteger();
    script =
        (request, out) -> {
          int count = number.incrementAndGet();
          String scheme = kind.equals("both") ? count % 2 == 0 ? "Basic" : "Bearer" : kind;
          if (request.line().startsWith("GET /token")) {
            out.write(RawServer.answer("200 OK", "{\"token\":\"t" + count + "\"}"));
          } else {
            String challenge = scheme.equals("Basic") ? "Basic realm=\"r\"" : challenge();
            out.write(RawServer.answer("401 No", "", "WWW-Authenticate: " + challenge));
          }
        };
    assertThat(failure()).hasMessageContaining("answered 401");
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer realm=\"REALM",
        "Bearer realm=\"\\\\\\\\\\\\\\\\REALM\"",
        "REALM REALM, REALM=\"\\\"\\\"\"",
        "Bearer a=b, REALM"
      })
  void aChallengeOfManyKilobytesEnds(String challenge) throws IOException {
    String huge = challenge.replace("REALM", "\\\"x, ".repeat(1500));
    script =
        (request, out) ->
            out.write(RawServer.answer("401 No", "", "WWW-Authenticate: " + huge, "X: y"));
    failure();
  }

  @Test
  void aTokenOfAMegabyteIsNone() throws IOException {
    script =
        (request, out) ->
            out.write(
                request.line().startsWith("GET /token")
                    ? RawServer.answer("200 OK", "{\"token\":\"" + "t".repeat(1 << 20) + "\"}")
                    : RawServer.answer("401 No", "", "WWW-Authenticate: " + challenge()));
    assertThat(failure()).hasMessageContaining("token service returned no token");
  }

  @ParameterizedTest
  @CsvSource({
    "200 OK,GET /v2/os/",
    "403 No,GET /v2/os/",
    "200 OK,GET /token",
    "200 OK,GET /v2/os/tags"
  })
  void whatIsCompressedAlthoughItWasNotRequestedIsRefused(String status, String at)
      throws IOException {
    script =
        (request, out) -> {
          if (request.line().startsWith(at)) {
            out.write(head(status, "Content-Encoding: gzip", "Content-Length: " + ZIPPED.length));
            out.write(ZIPPED);
          } else if (at.contains("token")) {
            out.write(RawServer.answer("401 No", "", "WWW-Authenticate: " + challenge()));
          } else {
            out.write(RawServer.answer("200 OK", "{}"));
          }
        };
    if (at.endsWith("tags")) {
      try (Registry registry = open(asJoe(HangGuard.TIMEOUT, null), time)) {
        assertThat(isOneLine(catchThrowable(registry::tags)))
            .hasMessageContaining("a Content-Encoding");
      }
    } else if (status.startsWith("200")) {
      assertThat(failure()).hasMessageContaining("a Content-Encoding, although none was requested");
    } else {
      assertThat(failure()).hasMessageContaining("answered 403");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 407 No\r\n"
            + "Proxy-Authenticate: Basic realm=\"p\"\r\n"
            + "Content-Length: 9999999\r\n\r\n",
        "HTTP/1.1 403 No\r\nContent-Length: 9999999\r\n\r\n",
      })
  void aProxyThatSendsAByteAtATimeIsNotWaitedFor(String begun) throws IOException {
    proxyFails(
        SHORT,
        (request, out) -> {
          out.write(begun.getBytes(ISO_8859_1));
          endless.repeatSlowly('H', out);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"p\"\r\n\r\n",
        "HTTP/1.1 407 No\r\nProxy-Authenticate: Digest realm=\"p\", nonce=\"n\"\r\n"
            + "Content-Length: 99999999\r\n\r\n",
        "HTTP/1.1 403 No\r\n\r\n",
        "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void theEndlessRefusalOfAProxyIsNotReadToItsEnd(String begun) throws IOException {
    proxyFails(
        HangGuard.TIMEOUT,
        (request, out) -> {
          out.write(begun.getBytes(ISO_8859_1));
          endless.repeat(begun.contains("chunked") ? "2\r\nxx\r\n" : "x", out);
        });
  }

  private void proxyFails(Duration timeout, Script proxying) throws IOException {
    try (RawServer proxy = RawServer.start(proxying::answer);
        Registry registry =
            new RemoteRegistry(
                new RepositoryName("registry.example", "os"),
                Access.READ,
                null,
                asJoe(
                    timeout,
                    ProxySelector.of(
                        InetSocketAddress.createUnresolved("127.0.0.1", proxy.port()))),
                time)) {
      isOneLine(catchThrowable(() -> registry.manifest("v1")));
      assertThat(proxy.requests()).hasSizeLessThanOrEqualTo(8);
    }
  }

  /** The bytes of a blob may take any time, but not without any. */
  @Test
  void aBlobThatStopsEnds() throws IOException {
    byte[] content = new byte[1 << 20];
    script =
        (request, out) -> {
          if (request.line().startsWith("GET /v2/os/blobs/")) {
            out.write(head("200 OK", "Content-Length: " + content.length));
            out.write(content, 0, 10);
            out.flush();
            server.stall();
          }
          out.write(RawServer.answer("200 OK", ""));
        };
    Descriptor blob = Descriptor.of("m", Sha256.of(content), content.length);
    try (Registry registry = open(asJoe(SHORT, null), time)) {
      isOneLine(
          catchThrowable(
              () -> {
                try (var in = registry.open(blob, 0)) {
                  in.readAllBytes();
                }
              }));
    }
  }
}
