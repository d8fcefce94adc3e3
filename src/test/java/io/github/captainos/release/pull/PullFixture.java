package io.github.captainos.release.pull;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.release.ConnectionSettings;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.PullReport;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A layout with an image, and a directory to pull it into. */
public abstract class PullFixture {
  public @TempDir Path directory;
  public Path layout = Path.of("");
  public Path output = Path.of("");
  long maxUnpackedSize = 1 << 20;
  String links = "symbolic";
  @Nullable String digest;
  @Nullable String files;

  @BeforeEach
  void nameDirectories() {
    layout = directory.resolve("images/captain/os/artifacts");
    output = directory.resolve("new/output");
  }

  PullReport pull() throws ReleaseException {
    return pull(null);
  }

  PullReport pull(@Nullable String platform) throws ReleaseException {
    return Puller.pull(
        new PullRequest(
            new RepositorySettings(
                new Setting("oci:images", "the test"),
                new Setting("captain/os", "the test"),
                new Setting("artifacts", "the test"),
                directory,
                ConnectionSettings.of(0, HangGuard.TIMEOUT)),
            new ReleaseVersion(
                new Setting("v1", "the test"), null, null, null, Instant.EPOCH, directory),
            List.of("amd64", "arm64"),
            new Setting("both", "the test"),
            platform == null ? null : new Setting(platform, "the test"),
            digest == null ? null : new Setting(digest, "the test"),
            Trust.none(),
            files == null ? null : new Setting(files, "the test"),
            output,
            maxUnpackedSize,
            new Setting(links, "the test"),
            Progress.none()));
  }

  static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(root)) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path path : tree.filter(Files::isRegularFile).toList()) {
          files.put(root.relativize(path).toString(), new String(Files.readAllBytes(path), UTF_8));
        }
      }
    }
    return files;
  }
}
