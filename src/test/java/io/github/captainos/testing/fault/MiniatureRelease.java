package io.github.captainos.testing.fault;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.copy.Copier;
import io.github.captainos.release.copy.Tagger;
import io.github.captainos.release.pull.PullFixture;
import io.github.captainos.testing.image.RemoteView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Two files that are published, tagged and pulled again, without a Maven. */
final class MiniatureRelease {
  private static final List<String> TARGETS = List.of("amd64", "arm64");

  private final String repository;
  private final String name;
  private final Path work;

  /**
   * @param repository where to publish
   * @param name what to publish there; the files' content depends on it
   * @param work a directory of its own
   * @param times how often the files have the name in them
   */
  MiniatureRelease(String repository, String name, Path work, int times) throws IOException {
    this.repository = repository;
    this.name = name;
    this.work = Files.createDirectories(work);
    for (String target : TARGETS) {
      Files.writeString(
          work.resolve(target + ".iso"), "the ISO for " + target + " " + name.repeat(times));
    }
  }

  /**
   * Asks to publish {@code amd64.iso} and {@code arm64.iso}, combined and each on its own.
   *
   * @param directory where they are
   */
  static Publishing publishing(Repository repository, ReleaseVersion versioning, Path directory) {
    Publishing publishing = Publishing.ofFiles(directory);
    publishing.repository = repository;
    publishing.versioning = versioning;
    return publishing;
  }

  private Repository repository(String registry, String artifactName, RegistryOptions connecting) {
    return new Repository(registry, repository, artifactName, work, connecting);
  }

  private ReleaseVersion versioning() {
    return new ReleaseVersion(setting("v1"), null, setting("1234567"), null, Instant.EPOCH, work);
  }

  /** Publishes, tags and pulls. */
  void run(String registry, RegistryOptions connecting) throws Exception {
    Publishing publishing = publishing(repository(registry, name, connecting), versioning(), work);
    publishing.publish();
    new Tagger(publishing.release(), setting("v2"), false, false, false).run();
    PullFixture.job(publishing.release(), "both", work.resolve("pulled"), "symbolic").run();
  }

  /** Copies what was published to another repository. */
  void copy(String from, String to, String artifactName, RegistryOptions connecting)
      throws Exception {
    new Copier(
            release(repository(from, name, connecting)),
            release(repository(to, artifactName, connecting)),
            null,
            false,
            false,
            true)
        .run();
  }

  private Release release(Repository end) throws ReleaseException {
    return publishing(end, versioning(), work).release();
  }

  /** Returns what is not the same in a copy, or an empty text. */
  static String copyProblem(RemoteView images, RemoteView copies) throws IOException {
    if (!copies.tags().equals(Set.of("v1", "v1-amd64", "v1-arm64"))) {
      return "there are the tags " + copies.tags();
    }
    return copies.manifests().equals(images.manifests()) ? "" : "other manifests were copied";
  }

  /** Returns what is not whole, or an empty text. */
  String problem(RemoteView images) throws IOException {
    for (String target : TARGETS) {
      String file = target + ".iso";
      if (Files.mismatch(work.resolve(file), work.resolve("pulled").resolve(file)) >= 0) {
        return file + " is not what was published";
      }
    }
    if (images.manifests().size() != 9) {
      return "there are " + images.manifests().size() + " manifests";
    }
    return images.tags().size() == 6 ? "" : "there are the tags " + images.tags();
  }

  static Setting setting(String value) {
    return new Setting(value, "the story");
  }
}
