package io.github.captainos.release.pull;

import static io.github.captainos.release.Publishing.setting;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Trust;
import io.github.captainos.report.PullReport;
import io.github.captainos.testing.image.DirectoryTree;
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
  @Nullable String tag = "v1";
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
    Release release =
        Publishing.release(
            Publishing.repository("oci:images", directory),
            new ReleaseVersion(
                tag == null ? null : setting(tag),
                null,
                setting("1234567"),
                null,
                Instant.EPOCH,
                directory),
            List.of("amd64", "arm64"),
            Trust.none(),
            Repository::open);
    return new Puller(
            release,
            setting("both"),
            optional(platform),
            optional(digest),
            optional(files),
            output,
            maxUnpackedSize,
            setting(links))
        .run();
  }

  private static @Nullable Setting optional(@Nullable String value) {
    return value == null ? null : setting(value);
  }

  /** Returns a pull of all files of an image. */
  public static Puller job(Release release, String target, Path output, String links)
      throws ReleaseException {
    return new Puller(release, setting(target), null, null, null, output, 16 << 20, setting(links));
  }

  static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(root)) {
      try (Stream<Path> tree = Files.walk(root)) {
        for (Path path : tree.filter(Files::isRegularFile).toList()) {
          files.put(
              DirectoryTree.slashed(root.relativize(path)),
              new String(Files.readAllBytes(path), UTF_8));
        }
      }
    }
    return files;
  }
}
