package io.github.captainos.release;

import io.github.captainos.image.Annotations;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.publish.FilesSigner;
import io.github.captainos.release.publish.PublishPlan;
import io.github.captainos.release.publish.PublishPlan.PlannedImage;
import io.github.captainos.release.publish.Publisher;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.Progress;
import io.github.captainos.report.PublishReport;
import io.github.captainos.report.SignatureReport;
import io.github.captainos.testing.HangGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A publish of an OS in miniature, into a layout if nothing else is said. */
public final class Publishing {
  private static final int PARALLELISM = 4;

  /** Opens the repository of a job, to watch it. */
  public interface Opener {
    Registry open(Repository repository, Access access) throws ReleaseException;
  }

  public final Path directory;
  public List<TargetFiles> targets;
  public Repository repository;
  public ReleaseVersion versioning;
  public String target = "all";
  public boolean checksums = true;
  public String compression = "none";
  public List<String> platforms = List.of("linux/amd64", "linux/arm64");
  public Map<String, @Nullable String> annotations = Map.of();
  public @Nullable String source;
  public Trust trust = Trust.none();
  public @Nullable Boolean overwrite = true;
  public boolean dryRun;
  public int parallelism = PARALLELISM;
  public String module = "os";

  /** What the modules of a build share; without it, each publish is a build of its own. */
  public @Nullable ConcurrentMap<String, Map.Entry<String, String>> published;

  public Opener opener = Repository::open;

  /**
   * @param directory where the files are
   */
  public Publishing(Path directory, TargetFiles... targets) {
    this.directory = directory;
    this.targets = List.of(targets);
    this.repository = repository("oci:images", directory);
    this.versioning =
        new ReleaseVersion(setting("v1"), null, setting("1234567"), null, Instant.EPOCH, directory);
  }

  /** Writes two files, one for each target, and returns a publish of them. */
  public static Publishing in(Path directory) throws IOException {
    Files.writeString(directory.resolve("amd64.iso"), "the ISO for amd64");
    Files.writeString(directory.resolve("arm64.iso"), "the ISO for arm64");
    return ofFiles(directory);
  }

  /** Returns a publish of the same files as they are now. */
  public static Publishing ofFiles(Path directory) {
    return new Publishing(directory, target("amd64", "amd64.iso"), target("arm64", "arm64.iso"));
  }

  public static Repository repository(String registry, Path directory) {
    return new Repository(
        registry, "captain/os", "artifacts", directory, RegistryOptions.of(0, HangGuard.TIMEOUT));
  }

  public static Setting setting(String value) {
    return new Setting(value, "the test");
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

  /**
   * Returns a release whose repository a test opens itself.
   *
   * @param targets the names of all targets
   */
  public static Release release(
      Repository repository,
      ReleaseVersion versioning,
      List<String> targets,
      Trust trust,
      Opener opener)
      throws ReleaseException {
    return release(repository, versioning, targets, trust, opener, PARALLELISM);
  }

  private static Release release(
      Repository repository,
      ReleaseVersion versioning,
      List<String> targets,
      Trust trust,
      Opener opener,
      int parallelism)
      throws ReleaseException {
    return new Release(repository, versioning, targets, trust, Progress.none(), parallelism) {
      @Override
      protected Registry registry(Access access) throws ReleaseException {
        return opener.open(repository(), access);
      }
    };
  }

  /** Returns the release that is published. */
  public Release release() throws ReleaseException {
    List<String> names = targets.stream().map(TargetFiles::name).toList();
    return release(repository, versioning, names, trust, opener, parallelism);
  }

  private Layers files() {
    return new Layers(
        targets, checksums, setting(compression), directory, directory.resolve("work"));
  }

  private PublishPlan plan(Layers files) throws ReleaseException {
    return new PublishPlan(
        release(),
        files,
        setting(target),
        platforms,
        annotations,
        source == null ? Map.of() : Map.of(Annotations.SOURCE, source));
  }

  public Publisher job() throws ReleaseException {
    return new Publisher(
        plan(files()),
        Optional.ofNullable(overwrite),
        dryRun,
        module,
        published == null ? new ConcurrentHashMap<>() : published);
  }

  public PublishReport publish() throws ReleaseException {
    return job().run();
  }

  /** Returns what would be published, with all digests. */
  public List<PlannedImage> images() throws ReleaseException {
    Layers files = files();
    PublishPlan plan = plan(files);
    plan.find(dryRun);
    try (Tasks threads = new Tasks(2)) {
      files.begin(threads);
      return plan.images();
    }
  }

  public SignatureReport sign() throws ReleaseException {
    return new FilesSigner(plan(files())).run();
  }
}
