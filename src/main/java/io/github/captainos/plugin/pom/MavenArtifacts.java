package io.github.captainos.plugin.pom;

import static java.util.stream.Collectors.joining;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.input.TargetFiles.Found;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.execution.BuildSuccess;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactProperties;
import org.eclipse.aether.artifact.ArtifactType;
import org.eclipse.aether.artifact.ArtifactTypeRegistry;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.jspecify.annotations.Nullable;

/**
 * A finder of Maven artifacts: the module's own, those of the other modules of the build, and those
 * in repositories. The messages of what it throws continue "target arm64: ".
 *
 * @param system Maven's resolver
 * @param session the session of the build
 * @param module the module that publishes
 */
public record MavenArtifacts(RepositorySystem system, MavenSession session, MavenProject module) {
  /** The syntax of the coordinates, for messages. */
  private static final String FORM = "groupId:artifactId:version[:type[:classifier]]";

  private static final List<String> PARTS =
      List.of("groupId", "artifactId", "version", "type", "classifier");
  private static final int REQUIRED = 3;
  private static final String DEFAULT_TYPE = "jar";

  /**
   * Characters that Maven allows in a version, type or classifier, but that cannot be in a file
   * name.
   */
  private static final Pattern ILLEGAL = Pattern.compile("[\\s\\\\/:\"<>|?*]|\\$\\{|}");

  private static final Pattern RANGE = Pattern.compile(".*[\\[\\](),].*");

  /** Versions that resolve to another artifact over time. */
  private static final Set<String> MOVING = Set.of("LATEST", "RELEASE");

  /**
   * Finds the file of an artifact.
   *
   * @param coordinates {@code groupId:artifactId:version[:type[:classifier]]}
   * @return the file, with the name that it has in a repository, regardless of its name in the
   *     build directory
   * @throws ReleaseException if the coordinates do not have this form, or if there is no such file,
   *     or not yet
   */
  Found find(String coordinates) throws ReleaseException {
    ArtifactTypeRegistry types = session.getRepositorySession().getArtifactTypeRegistry();
    Artifact artifact = parse(coordinates, types);
    Path file = find(artifact, coordinates);
    if (Files.isDirectory(file)) {
      throw new ReleaseException(
          coordinates
              + " is not packaged yet: it is the directory "
              + file
              + ". Publish after the phase package, as 'mvn deploy' does");
    }
    if (!Files.isRegularFile(file)) {
      throw new ReleaseException(
          "the file of " + coordinates + " does not exist: " + file + ". Build it again");
    }
    return new Found(
        file,
        artifact.getArtifactId()
            + "-"
            + artifact.getVersion()
            + (artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier())
            + (artifact.getExtension().isEmpty() ? "" : "." + artifact.getExtension()));
  }

  /**
   * Reads {@code groupId:artifactId:version[:type[:classifier]]}.
   *
   * @param types knows the extension, and sometimes a classifier, of each type; an unknown type is
   *     used as the extension
   * @throws ReleaseException if the text does not have this form
   */
  static Artifact parse(String text, @Nullable ArtifactTypeRegistry types) throws ReleaseException {
    String[] parts = text.split(":", -1);
    if (parts.length < REQUIRED || parts.length > PARTS.size()) {
      throw invalid(text, parts.length == 1 ? "has one part" : "has " + parts.length + " parts");
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isBlank()) {
        throw invalid(text, "has an empty " + PARTS.get(i));
      }
      if (ILLEGAL.matcher(parts[i]).find()) {
        throw invalid(
            text,
            parts[i].contains("${")
                ? "has a property that is not set"
                : "has a " + PARTS.get(i) + " that is not valid: '" + parts[i] + "'");
      }
    }
    String version = parts[2];
    if (RANGE.matcher(version).matches() || MOVING.contains(version)) {
      throw invalid(
          text, "does not name a single version: the same build could publish another file later");
    }
    // not always the extension of the file
    String type = parts.length > 3 ? parts[3] : DEFAULT_TYPE;
    // without one, that of the type, if it has one
    String classifier = parts.length > 4 ? parts[4] : null;
    ArtifactType known = types == null ? null : types.get(type);
    return known == null
        ? new DefaultArtifact(
            parts[0],
            parts[1],
            classifier,
            type,
            version,
            Map.of(ArtifactProperties.TYPE, type),
            (File) null)
        : new DefaultArtifact(parts[0], parts[1], classifier, null, version, known);
  }

  private static ReleaseException invalid(String text, String problem) {
    return new ReleaseException("the <artifact> " + text + " " + problem + ". Write it as " + FORM);
  }

  /** Returns the coordinates of an artifact as a user would write them. */
  static String coordinates(Artifact artifact) {
    String type = artifact.getProperty(ArtifactProperties.TYPE, artifact.getExtension());
    return Stream.of(
            artifact.getGroupId(),
            artifact.getArtifactId(),
            artifact.getBaseVersion(),
            type,
            artifact.getClassifier())
        .filter(part -> !part.isEmpty())
        .collect(joining(":"));
  }

  /**
   * @param written its coordinates as written in the POM, for messages
   */
  private Path find(Artifact wanted, String written) throws ReleaseException {
    Optional<Artifact> own = made(module).filter(each -> isSame(each, wanted)).findFirst();
    if (own.isPresent()) {
      return own.get().getFile().toPath();
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
  private void checkMade(MavenProject maker, String written) throws ReleaseException {
    if (maker.equals(module)) {
      List<String> made = made(module).map(MavenArtifacts::coordinates).toList();
      throw new ReleaseException(
          "this module has no artifact "
              + written
              + " ("
              + (made.isEmpty() ? "it has none yet" : "it has " + String.join(", ", made))
              + "). Attach it in a phase before the one that publishes");
    }
    if (!(session.getResult().getBuildSummary(maker) instanceof BuildSuccess)) {
      throw new ReleaseException(
          written
              + " is made by the module "
              + maker.getArtifactId()
              + ", which this build has not finished. Make it a <dependency> of this module, with"
              + " its <type> and <classifier>: then Maven builds it first");
    }
  }

  private Path resolve(Artifact wanted, String written) throws ReleaseException {
    List<RemoteRepository> repositories = module.getRemoteProjectRepositories();
    try {
      ArtifactRequest request = new ArtifactRequest(wanted, repositories, null);
      return system
          .resolveArtifact(session.getRepositorySession(), request)
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw new ReleaseException(
          "there is no artifact "
              + written
              + ": "
              + message(e)
              + ". Check its coordinates ("
              + FORM
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
}
