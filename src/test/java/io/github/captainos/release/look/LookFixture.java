package io.github.captainos.release.look;

import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Trust;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.DiffReport;
import io.github.captainos.report.InspectReport;
import io.github.captainos.report.Progress;
import io.github.captainos.testing.TestKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Releases in a layout, with a file for each of two targets, and a directory. */
public abstract class LookFixture {
  private static final List<String> TARGETS = List.of("amd64", "arm64");

  @TempDir public Path directory;
  public Path layout = Path.of("");

  /** How layers are compressed, whether there are checksums, and the keys. */
  public String compression = "none";

  public boolean checksums = true;
  public @Nullable String signKey;
  public @Nullable String publicKey;
  public @Nullable String flavor;
  public @Nullable String platform;
  public Instant created = Instant.EPOCH;

  @BeforeEach
  void makeFiles() throws IOException {
    layout = directory.resolve("images/captain/os/artifacts");
    write("amd64.iso", "the ISO for amd64");
    write("arm64.iso", "the ISO for arm64");
    write("firmware/config.txt", "arm_64bit=1");
    write("firmware/overlays/x.dtbo", "an overlay");
    for (String key : List.of("openssl.pem", "openssl.pub", "cosign.pub")) {
      Files.write(directory.resolve(key), TestKeys.file(key));
    }
  }

  public final void write(String file, String content) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private static Setting setting(String value) {
    return new Setting(value, "the test");
  }

  private ReleaseVersion versioning(String tag) {
    return new ReleaseVersion(
        setting(tag),
        flavor == null ? null : setting(flavor),
        setting("1234567"),
        null,
        created,
        directory);
  }

  private Trust trust(@Nullable String sign, @Nullable String verify) throws ReleaseException {
    return Trust.none()
        .verifying(
            verify == null ? null : setting(verify),
            setting("tag"),
            null,
            directory,
            name -> Optional.empty())
        .signing(
            sign == null ? null : setting(sign),
            Optional.empty(),
            setting("both"),
            directory,
            name -> Optional.empty());
  }

  /** Publishes the files as they are. */
  public final void publish(String tag, String selected) throws Exception {
    List<TargetFiles> targets =
        List.of(
            Publishing.target("amd64", "amd64.iso"),
            new TargetFiles(
                "arm64",
                List.of(
                    Publishing.file("arm64.iso", null, null),
                    Publishing.directory("firmware", List.of(), List.of(), null, null))));
    Publishing publishing = new Publishing(directory, targets.toArray(TargetFiles[]::new));
    publishing.repository = Publishing.repository("oci:images", directory);
    publishing.versioning = versioning(tag);
    publishing.target = selected;
    publishing.checksums = checksums;
    publishing.compression = compression;
    publishing.trust = trust(signKey, null);
    publishing.publish();
  }

  /**
   * Deletes the blobs that are not documents and not checksum files, so that whoever reads a file
   * fails.
   */
  public final void deleteFiles() throws IOException {
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      for (Path blob : blobs.toList()) {
        String content = new String(Files.readAllBytes(blob), StandardCharsets.ISO_8859_1);
        if (!content.startsWith("{") && !content.startsWith("sha256sums")) {
          Files.delete(blob);
        }
      }
    }
  }

  private Release release(String tag) throws ReleaseException {
    return new Release(
        Publishing.repository("oci:images", directory),
        versioning(tag),
        TARGETS,
        trust(null, publicKey),
        Progress.none(),
        4);
  }

  private static @Nullable Setting optional(@Nullable String value) {
    return value == null ? null : setting(value);
  }

  public final InspectReport inspect(String tag, String target) throws ReleaseException {
    return new Inspector(release(tag), setting(target), optional(platform)).run();
  }

  public final DiffReport diff(String tag, @Nullable String withTag, String target)
      throws ReleaseException {
    return new Differ(release(tag), setting(target), optional(platform), optional(withTag)).run();
  }
}
