package io.github.captainos.release.publish;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.input.FileRequest;
import io.github.captainos.report.progress.Progress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is to be published, as the user set it.
 *
 * @param naming what the references are made of
 * @param versioning what decides the version
 * @param files the files
 * @param target which images: the name of a target, {@code both}, {@code combined} or {@code all}
 * @param platforms each as {@code os/architecture[/variant]}
 * @param annotations what is added to, or replaces, the annotations that every image has
 * @param source where the sources of the files are, unless an annotation says so
 * @param overwrite whether a tag that names something else is moved
 * @param dryRun whether all stops before the first write
 * @param progress is told how far the uploads are, and closed at the end
 */
public record PublishRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    FileRequest files,
    Setting target,
    List<String> platforms,
    Map<String, @Nullable String> annotations,
    Source source,
    boolean overwrite,
    boolean dryRun,
    Progress progress) {

  public PublishRequest {
    platforms = List.copyOf(platforms);
  }
}
