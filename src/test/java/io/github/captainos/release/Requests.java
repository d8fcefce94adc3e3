package io.github.captainos.release;

import io.github.captainos.release.publish.PublishDraft;
import io.github.captainos.release.publish.PublishPlan;
import io.github.captainos.release.publish.PublishRequest;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to publish an OS in miniature, into a layout if nothing else is said. */
public final class Requests {
  private Requests() {}

  /** Writes two files, one for each target, and asks to publish them. */
  public static PublishRequest request(Path directory) throws IOException {
    Files.writeString(directory.resolve("amd64.iso"), "the ISO for amd64");
    Files.writeString(directory.resolve("arm64.iso"), "the ISO for arm64");
    return request(
        directory, List.of(target("amd64", "amd64.iso"), target("arm64", "arm64.iso")), "all");
  }

  public static PublishRequest request(Path directory, List<TargetFiles> targets, String selected) {
    return request(directory, targets, selected, true);
  }

  public static PublishRequest request(
      Path directory, List<TargetFiles> targets, String selected, boolean overwrite) {
    Setting layout = new Setting("oci:images", "the test");
    return request(
        new RepositorySettings(
            layout,
            setting("captain/os"),
            setting("artifacts"),
            directory,
            ConnectionSettings.of(0, HangGuard.TIMEOUT)),
        new ReleaseVersion(setting("v1"), null, setting("1234567"), null, Instant.EPOCH, directory),
        directory,
        targets,
        selected,
        overwrite);
  }

  /**
   * Asks to publish for two platforms, with checksums, uncompressed.
   *
   * @param directory where the files are
   */
  public static PublishRequest request(
      RepositorySettings naming,
      ReleaseVersion versioning,
      Path directory,
      List<TargetFiles> targets,
      String selected,
      boolean overwrite) {
    return new PublishRequest(
        naming,
        versioning,
        new Layers(targets, true, setting("none"), directory, directory.resolve("work")),
        setting(selected),
        List.of("linux/amd64", "linux/arm64"),
        Map.of(),
        null,
        Trust.none(),
        overwrite,
        false,
        Progress.none());
  }

  public static TargetFiles target(String name, String... files) {
    return new TargetFiles(
        name, List.of(files).stream().map(file -> file(file, null, null)).toList());
  }

  public static TargetFiles.Source file(
      String path, @Nullable String name, @Nullable String compression) {
    return new TargetFiles.Source(path, null, false, List.of(), List.of(), name, compression);
  }

  public static TargetFiles.Source directory(
      String path,
      List<String> includes,
      List<String> excludes,
      @Nullable String name,
      @Nullable String compression) {
    return new TargetFiles.Source(path, null, true, includes, excludes, name, compression);
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  /** Returns all that a request would publish. */
  public static PublishPlan plan(PublishRequest request) throws ReleaseException {
    PublishDraft draft = PublishDraft.of(request);
    try (Tasks threads = new Tasks(2)) {
      ReleaseVersion.Version version = request.versioning().version();
      draft.files().begin(threads);
      return draft.plan(version, draft.images(version), draft.files().await());
    }
  }
}
