package io.github.captainos.release.copy;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Naming;
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
  static Naming at(String registry, Path directory) {
    return at(registry, "captain/os", directory);
  }

  static Naming at(String registry, String repository, Path directory) {
    return new Naming(
        Publishing.setting(registry),
        Publishing.setting(repository),
        Publishing.setting("artifacts"),
        directory,
        RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  static Release release(Naming naming, Publishing.Opener opener) throws ReleaseException {
    ReleaseVersion v1 =
        new ReleaseVersion(
            Publishing.setting("v1"), null, null, null, Instant.EPOCH, naming.startDirectory());
    return Publishing.release(naming, v1, List.of("amd64", "arm64"), Trust.none(), opener);
  }

  static Copier copier(
      Naming from,
      Naming to,
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

  static CopyReport copy(Naming from, Naming to) throws ReleaseException {
    return copy(from, to, null, false, false);
  }

  static CopyReport copy(
      Naming from, Naming to, @Nullable String newTag, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return copier(from, to, newTag, overwrite, dryRun, true).run();
  }
}
