package io.github.captainos.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pull} did.
 *
 * @param reference {@code registry/repository/artifactName:tag}
 * @param digest what the tag names, as {@code sha256:…}
 * @param target the target's name, or {@code both}
 * @param platform which entry of an index it was, or null where there is no index
 * @param output the directory that the files are in
 * @param artifacts the files
 */
public record PullReport(
    String reference,
    String digest,
    String target,
    @Nullable String platform,
    String output,
    List<Artifact> artifacts) {

  public PullReport {
    artifacts = List.copyOf(artifacts);
  }
}
