package io.github.captainos.plugin.pom;

import static java.util.stream.Collectors.joining;

import io.github.captainos.release.input.FileOrigin;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.execution.BuildSuccess;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactTypeRegistry;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * A finder of Maven artifacts: the module's own, those of the other modules of the build, and those
 * in repositories.
 *
 * @param system Maven's resolver
 * @param session the session of the build
 * @param module the module that publishes
 */
public record MavenArtifacts(RepositorySystem system, MavenSession session, MavenProject module) {

  /** Returns Maven's registry of artifact types. */
  @Nullable ArtifactTypeRegistry types() {
    return session.getRepositorySession().getArtifactTypeRegistry();
  }

  /**
   * Finds the file of an artifact.
   *
   * @param written its coordinates as written in the POM, for messages
   * @throws FileOrigin.Problem if it does not exist, or not yet
   */
  Path find(Artifact wanted, String written) throws FileOrigin.Problem {
    Optional<Path> own =
        made(module).filter(each -> isSame(each, wanted)).map(MavenArtifacts::path).findFirst();
    if (own.isPresent()) {
      return own.get();
    }
    Optional<MavenProject> maker =
        session.getProjects().stream().filter(project -> isMaker(project, wanted)).findFirst();
    if (maker.isPresent() && !wanted.getExtension().equals("pom")) {
      checkMade(maker.get(), written);
    }
    return resolve(wanted, written);
  }

  /**
   * Checks that this build has made the artifact: artifacts of earlier builds in a repository are
   * not used.
   */
  private void checkMade(MavenProject maker, String written) throws FileOrigin.Problem {
    if (maker.equals(module)) {
      throw new FileOrigin.Problem(
          "this module has no artifact "
              + written
              + " ("
              + list(maker)
              + "). Attach it in a phase before the one that publishes");
    }
    if (!(session.getResult().getBuildSummary(maker) instanceof BuildSuccess)) {
      throw new FileOrigin.Problem(
          written
              + " is made by the module "
              + maker.getArtifactId()
              + ", which this build has not finished. Make it a <dependency> of this module, with"
              + " its <type> and <classifier>: then Maven builds it first");
    }
  }

  private Path resolve(Artifact wanted, String written) throws FileOrigin.Problem {
    List<RemoteRepository> repositories = module.getRemoteProjectRepositories();
    try {
      ArtifactRequest request = new ArtifactRequest(wanted, repositories, null);
      return path(system.resolveArtifact(session.getRepositorySession(), request).getArtifact());
    } catch (ArtifactResolutionException e) {
      throw new FileOrigin.Problem(
          "there is no artifact "
              + written
              + ": "
              + message(e)
              + ". Check its coordinates ("
              + ArtifactCoordinates.FORM
              + ") and the <repositories> ("
              + repositories.stream().map(RemoteRepository::getId).collect(joining(", "))
              + "); -U asks them again");
    }
  }

  /** Returns Maven's message, without passwords in the URLs of repositories. */
  private static String message(ArtifactResolutionException e) {
    String message = (e.getCause() == null ? e : e.getCause()).getMessage();
    return String.valueOf(message).replaceAll("//[^/\\s]*@", "//").replaceAll("[.\\s]+$", "");
  }

  private static boolean isMaker(MavenProject project, Artifact wanted) {
    return project.getGroupId().equals(wanted.getGroupId())
        && project.getArtifactId().equals(wanted.getArtifactId())
        && project.getVersion().equals(wanted.getVersion());
  }

  /** Returns the artifacts that a module has produced so far, and attached. */
  private static Stream<Artifact> made(MavenProject project) {
    return Stream.concat(Stream.of(project.getArtifact()), project.getAttachedArtifacts().stream())
        .map(RepositoryUtils::toArtifact)
        .filter(artifact -> artifact.getFile() != null);
  }

  private static boolean isSame(Artifact own, Artifact wanted) {
    return own.getGroupId().equals(wanted.getGroupId())
        && own.getArtifactId().equals(wanted.getArtifactId())
        && own.getBaseVersion().equals(wanted.getVersion())
        && own.getExtension().equals(wanted.getExtension())
        && own.getClassifier().equals(wanted.getClassifier());
  }

  private static Path path(Artifact artifact) {
    return artifact.getFile().toPath();
  }

  private static String list(MavenProject project) {
    List<String> made = made(project).map(ArtifactCoordinates::of).toList();
    return made.isEmpty() ? "it has none yet" : "it has " + String.join(", ", made);
  }
}
