package io.github.captainos.release.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.RemoteRegistry;
import io.github.captainos.release.Publishing;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.FakeRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is overloaded: it refuses each method at each path twice. */
class OverloadedRegistryTest {
  /** The default of {@code captain.retries}. */
  private static final int RETRIES = 5;

  private static final byte[] ERROR =
      "{\"errors\":[{\"code\":\"UNAVAILABLE\",\"message\":\"busy\"}]}".getBytes(UTF_8);

  @TempDir private Path directory;

  @Test
  void getsEachRequestUntilItTakesIt() throws Exception {
    try (FakeRegistry server = FakeRegistry.start()) {
      Map<String, Integer> refused = new HashMap<>();
      server.answerWith(
          (line, exchange) -> {
            synchronized (refused) {
              if (refused.merge(line.replaceFirst("\\?.*", ""), 1, Integer::sum) > 2) {
                return false;
              }
            }
            exchange.getRequestBody().readAllBytes();
            FakeRegistry.send(exchange, 503, ERROR);
            return true;
          });
      Publishing publishing = Publishing.in(directory);
      RegistryOptions options = RegistryOptions.of(RETRIES, HangGuard.TIMEOUT);
      Registry registry =
          new RemoteRegistry(
              new RepositoryName(server.address(), "os"),
              Access.WRITE,
              null,
              options,
              new TimeWithoutPauses());
      publishing.opener = (repository, access) -> registry;
      publishing.publish();

      assertThat(server.tags("os")).containsExactly("v1", "v1-amd64", "v1-arm64");
      Map<String, String> blobs = server.blobs("os");
      assertThat(blobs).allSatisfy((digest, stored) -> assertThat(stored).isEqualTo(digest));
      assertThat(server.requests("POST /v2/os/blobs/uploads/"))
          .as("the first start is refused twice; then there is one upload for each blob")
          .hasSize(2 + blobs.size());
      assertThat(server.requests("PUT /v2/os/blobs/uploads/")).hasSize(3 * blobs.size());
      assertThat(server.requests("PATCH")).isEmpty();
    }
  }
}
