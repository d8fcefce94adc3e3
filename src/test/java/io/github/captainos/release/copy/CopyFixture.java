package io.github.captainos.release.copy;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Trust;
import io.github.captainos.report.CopyReport;
import io.github.captainos.testing.HangGuard;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies of the release {@code v1}, without retries. */
final class CopyFixture {
  private CopyFixture() {}

  /** Names a repository {@code captain/os/artifacts}. */
  static Repository at(String registry, Path directory) {
    return at(registry, "captain/os", directory);
  }

  static Repository at(String registry, String repository, Path directory) {
    return new Repository(
        registry, repository, "artifacts", directory, RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  static Release release(Repository repository, Publishing.Opener opener) throws ReleaseException {
    ReleaseVersion v1 =
        new ReleaseVersion(
            Publishing.setting("v1"), null, null, null, Instant.EPOCH, repository.startDirectory());
    return Publishing.release(repository, v1, List.of("amd64", "arm64"), Trust.none(), opener);
  }

  static Copier copier(
      Repository from,
      Repository to,
      @Nullable String newTag,
      boolean overwrite,
      boolean dryRun,
      boolean referrers)
      throws ReleaseException {
    return new Copier(
        release(from, Repository::open),
        release(to, Repository::open),
        newTag == null ? null : Publishing.setting(newTag),
        overwrite,
        dryRun,
        referrers);
  }

  static CopyReport copy(Repository from, Repository to) throws ReleaseException {
    return copy(from, to, null, false, false);
  }

  static CopyReport copy(
      Repository from, Repository to, @Nullable String newTag, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return copier(from, to, newTag, overwrite, dryRun, true).run();
  }
}
