package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted registry, and an opened repository of it. */
abstract class FakeRegistryFixture {
  private final String repository;
  private final @Nullable String mountedFrom;
  private final int retries;

  FakeRegistry server;
  Registry registry;

  /**
   * @param mountedFrom a repository that blobs are mounted from, or null
   */
  FakeRegistryFixture(String repository, @Nullable String mountedFrom, int retries) {
    this.repository = repository;
    this.mountedFrom = mountedFrom;
    this.retries = retries;
  }

  @BeforeEach
  final void start() throws IOException {
    server = FakeRegistry.start();
    registry =
        new RemoteRegistry(
            new RepositoryName(server.address(), repository),
            Access.WRITE,
            mountedFrom,
            RegistryOptions.of(retries, HangGuard.TIMEOUT),
            new TimeWithoutPauses());
  }

  @AfterEach
  final void stop() {
    registry.close();
    server.close();
  }

  static String digest(String text) {
    return RawImage.digest(text.getBytes(UTF_8));
  }
}
