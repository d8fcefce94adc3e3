package io.github.captainos.release.copy;

import io.github.captainos.release.ConnectionSettings;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.testing.HangGuard;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests to copy the release {@code v1}, without retries. */
final class CopyFixture {
  private CopyFixture() {}

  /** Names a repository {@code captain/os/artifacts}. */
  static RepositorySettings at(String registry, Path directory) {
    return at(registry, "captain/os", directory);
  }

  static RepositorySettings at(String registry, String repository, Path directory) {
    return new RepositorySettings(
        setting(registry),
        setting(repository),
        setting("artifacts"),
        directory,
        ConnectionSettings.of(0, HangGuard.TIMEOUT));
  }

  static CopyRequest request(RepositorySettings from, RepositorySettings to) {
    return request(from, to, null, false, false);
  }

  static CopyRequest request(
      RepositorySettings from,
      RepositorySettings to,
      @Nullable String newTag,
      boolean overwrite,
      boolean dryRun) {
    return new CopyRequest(
        from,
        to,
        new ReleaseVersion(setting("v1"), null, null, null, Instant.EPOCH, from.startDirectory()),
        List.of("amd64", "arm64"),
        newTag == null ? null : setting(newTag),
        Trust.none(),
        overwrite,
        dryRun,
        true,
        Progress.none());
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }
}
