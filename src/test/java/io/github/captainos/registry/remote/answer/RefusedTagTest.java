package io.github.captainos.registry.remote.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.remote.RawRegistryTest;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.copy.Tagger;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A registry that rejects moves of a tag. */
class RefusedTagTest extends RawRegistryTest {
  private static final Manifest MANIFEST = Manifest.of("application/x", "{}".getBytes(UTF_8));

  @TempDir private Path directory;
  private String refusedTag = "v2";
  private String status = "403 Forbidden";
  private String error = error("DENIED", "tag is immutable");

  private static String error(String code, String message) {
    return "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s\"}]}".formatted(code, message);
  }

  /** Has the tags that begin with v1, and accepts others, except the one that it refuses. */
  @Override
  protected void answer(RawServer.Request request, OutputStream out) throws IOException {
    String line = request.line();
    if (line.equals("PUT /v2/os/artifacts/manifests/" + refusedTag)) {
      out.write(RawServer.answer(status, error, "Content-Type: application/json"));
    } else if (line.startsWith("PUT")) {
      out.write(RawServer.answer("201 Created", ""));
    } else if (line.equals("GET /v2/") || line.contains("/manifests/v1")) {
      out.write(RawServer.answer("200 OK", "{}", "Content-Type: application/x"));
    } else {
      out.write(RawServer.answer("404 Not Found", ""));
    }
  }

  private String refusal() throws IOException {
    try (Registry registry =
        new RemoteRegistry(
            new RepositoryName(server.address(), "os/artifacts"),
            Access.WRITE,
            null,
            RegistryOptions.of(1, HangGuard.TIMEOUT),
            new ManualTime())) {
      Throwable failure = catchThrowable(() -> registry.tag(refusedTag, MANIFEST));
      assertThat(failure).isInstanceOf(RegistryException.class).hasMessageNotContaining("\n");
      assertThat(server.lines("PUT")).hasSize(1);
      return failure.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403 Forbidden,DENIED,tag is immutable",
    "400 Bad Request,DENIED,tag is immutable",
    "400 Bad Request,TAG_INVALID,The image tag 'v2' already exists and cannot be overwritten"
        + " because the repository is immutable.",
    "403 Forbidden,DENIED,Immutable tag: v2",
    "412 Precondition Failed,PRECONDITION,Failed to process request due to 'v2' configured as"
        + " immutable."
  })
  void anImmutableTagIsNotAProblemOfCredentials(String status, String code, String message)
      throws IOException {
    this.status = status;
    error = error(code, message);
    assertThat(refusal())
        .contains("the registry answered " + status.substring(0, 3) + ": " + code + " " + message)
        .doesNotContain("credentials", "docker login");
  }

  @ParameterizedTest
  @CsvSource({
    "401 Unauthorized,UNAUTHORIZED,authentication required",
    "403 Forbidden,DENIED,requested access to the resource is denied",
    "403 Forbidden,DENIED,''",
    "403 Forbidden,UNKNOWN,permission_denied: write_package",
  })
  void otherRefusalsMayBeAProblemOfCredentials(String status, String code, String message)
      throws IOException {
    this.status = status;
    error = error(code, message);
    assertThat(refusal())
        .contains("the registry answered " + status.substring(0, 3) + ": " + code)
        .contains(message, "log in: no credentials were found", "docker login");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"400 Bad Request", "403 Forbidden", "409 Conflict", "412 Precondition Failed"})
  void aRefusedTagHasNotMoved(String status) {
    this.status = status;
    refusedTag = "v2-arm64";
    String images = server.address() + "/os/artifacts:";
    assertThatThrownBy(this::tagAll)
        .hasMessageContaining(images + "v2-arm64: moving the tag failed: the registry answered ")
        .hasMessageContaining("tag is immutable")
        .hasMessageContaining("Moved: " + images + "v2-amd64")
        .hasMessageContaining("ot moved: " + images + "v2-arm64, " + images + "v2")
        .hasMessageNotContaining("perhaps");
  }

  @ParameterizedTest
  @ValueSource(strings = {"400 Bad Request", "403 Forbidden"})
  void whereTheTagOfATargetIsRefusedThatOfTheCombinedImageDoesNotMove(String status) {
    this.status = status;
    refusedTag = "v2-amd64";
    String images = server.address() + "/os/artifacts:";
    assertThatThrownBy(this::tagAll)
        .hasMessageContaining("v2-amd64: moving the tag failed: the registry answered ")
        .hasMessageContaining("Moved: " + images + "v2-arm64; not moved: ")
        .hasMessageContaining("ot moved: " + images + "v2-amd64, " + images + "v2")
        .hasMessageNotContaining("perhaps");
    assertThat(server.lines("PUT")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 Internal Server Error", "501 Not Implemented"})
  void aTagHasPerhapsMovedAfterAServerError(String status) {
    this.status = status;
    refusedTag = "v2-arm64";
    assertThatThrownBy(this::tagAll)
        .hasMessageContaining("perhaps moved: " + server.address() + "/os/artifacts:v2-arm64; not");
  }

  private void tagAll() throws Exception {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.repository =
        new Repository(
            server.address(),
            "os",
            "artifacts",
            directory,
            RegistryOptions.of(0, HangGuard.TIMEOUT));
    new Tagger(publishing.release(), setting("v2"), false, false, false).run();
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }
}
