package io.github.captainos.release.publish;

import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.RepositorySettings;
import io.github.captainos.release.Setting;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.report.progress.Progress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the goal {@code publish}.
 *
 * @param naming what determines the references
 * @param versioning what determines the version
 * @param files the files
 * @param target which images: the name of a target, {@code both}, {@code combined} or {@code all}
 * @param platforms each as {@code os/architecture[/variant]}
 * @param annotations annotations that are added to, or replace, those of every image
 * @param source the URL of the source repository, unless an annotation sets it; null if it is not
 *     known
 * @param trust what the images are signed with
 * @param overwrite whether a tag that refers to another image is moved
 * @param dryRun whether nothing is written
 * @param progress shows the progress of uploads; it is closed at the end
 */
public record PublishRequest(
    RepositorySettings naming,
    ReleaseVersion versioning,
    Layers files,
    Setting target,
    List<String> platforms,
    Map<String, @Nullable String> annotations,
    @Nullable String source,
    Trust trust,
    boolean overwrite,
    boolean dryRun,
    Progress progress) {

  public PublishRequest {
    platforms = List.copyOf(platforms);
  }
}
