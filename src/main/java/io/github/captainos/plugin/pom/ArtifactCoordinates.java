package io.github.captainos.plugin.pom;

import io.github.captainos.release.input.FileOrigin;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.ArtifactProperties;
import org.eclipse.aether.artifact.ArtifactType;
import org.eclipse.aether.artifact.ArtifactTypeRegistry;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.jspecify.annotations.Nullable;

/**
 * The coordinates of a Maven artifact.
 *
 * @param type such as {@code jar} or {@code iso}, which is not always the file's extension
 * @param classifier distinguishes artifacts of one module and type; null for the default classifier
 *     of the type, which most types do not have
 */
record ArtifactCoordinates(
    String groupId, String artifactId, String version, String type, @Nullable String classifier) {

  /** The syntax of the coordinates, for messages. */
  static final String FORM = "groupId:artifactId:version[:type[:classifier]]";

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
   * Reads {@code groupId:artifactId:version[:type[:classifier]]}.
   *
   * @throws FileOrigin.Problem if the text does not have this form
   */
  static ArtifactCoordinates parse(String text) throws FileOrigin.Problem {
    String[] parts = text.split(":", -1);
    if (parts.length < REQUIRED || parts.length > PARTS.size()) {
      throw problem(text, parts.length == 1 ? "has one part" : "has " + parts.length + " parts");
    }
    for (int i = 0; i < parts.length; i++) {
      if (parts[i].isBlank()) {
        throw problem(text, "has an empty " + PARTS.get(i));
      }
      if (ILLEGAL.matcher(parts[i]).find()) {
        throw problem(
            text,
            parts[i].contains("${")
                ? "has a property that is not set"
                : "has a " + PARTS.get(i) + " that is not valid: '" + parts[i] + "'");
      }
    }
    String version = parts[2];
    if (RANGE.matcher(version).matches() || MOVING.contains(version)) {
      throw problem(
          text, "does not name a single version: the same build could publish another file later");
    }
    return new ArtifactCoordinates(
        parts[0],
        parts[1],
        version,
        parts.length > 3 ? parts[3] : DEFAULT_TYPE,
        parts.length > 4 ? parts[4] : null);
  }

  private static FileOrigin.Problem problem(String text, String problem) {
    return new FileOrigin.Problem(
        "the <artifact> " + text + " " + problem + ". Write it as " + FORM);
  }

  /** Returns the coordinates of an artifact as a user would write them. */
  static String of(Artifact artifact) {
    String type = artifact.getProperty(ArtifactProperties.TYPE, artifact.getExtension());
    return Stream.of(
            artifact.getGroupId(),
            artifact.getArtifactId(),
            artifact.getBaseVersion(),
            type,
            artifact.getClassifier())
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(":"));
  }

  /**
   * @param types knows the extension, and sometimes a classifier, of each type; an unknown type is
   *     used as the extension
   */
  Artifact toArtifact(@Nullable ArtifactTypeRegistry types) {
    ArtifactType known = types == null ? null : types.get(type);
    return known == null
        ? new DefaultArtifact(
            groupId,
            artifactId,
            classifier,
            type,
            version,
            Map.of(ArtifactProperties.TYPE, type),
            (File) null)
        : new DefaultArtifact(groupId, artifactId, classifier, null, version, known);
  }
}
