package io.github.captainos.release;

import io.github.captainos.report.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published, as the user set it.
 *
 * @param naming what the references are made of
 * @param versioning what decides the version
 * @param targets all targets of the project
 * @param target which images: the name of a target, {@code both}, {@code combined} or {@code all}
 * @param platforms each as {@code os/architecture[/variant]}
 * @param checksums whether each target gets a file with checksums
 * @param compression how layers are compressed: {@code none}, {@code zstd} or {@code gzip}
 * @param annotations what is added to, or replaces, the annotations that every image has
 * @param source where the sources of the files are, unless an annotation says so
 * @param baseDirectory what the files' paths are relative to
 * @param workDirectory where files are made that are published too
 * @param overwrite whether a tag that names something else is moved
 * @param dryRun whether all stops before the first write
 * @param progress is told how far the uploads are, and closed at the end
 */
public record PublishRequest(
    Naming naming,
    Versioning versioning,
    List<TargetFiles> targets,
    Setting target,
    List<String> platforms,
    boolean checksums,
    Setting compression,
    Map<String, @Nullable String> annotations,
    Source source,
    Path baseDirectory,
    Path workDirectory,
    boolean overwrite,
    boolean dryRun,
    Progress progress) {

  public PublishRequest {
    targets = List.copyOf(targets);
    platforms = List.copyOf(platforms);
  }
}
