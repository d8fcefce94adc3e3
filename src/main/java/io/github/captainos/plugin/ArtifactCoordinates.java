package io.github.captainos.plugin;

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
 * What names a Maven artifact.
 *
 * @param type such as {@code jar} or {@code iso}, which is not always the file's extension
 * @param classifier tells artifacts of one module and type apart; null for the type's own, which
 *     most types have not
 */
record ArtifactCoordinates(
    String groupId, String artifactId, String version, String type, @Nullable String classifier) {

  /** What they are written like. */
  static final String FORM = "groupId:artifactId:version[:type[:classifier]]";

  private static final List<String> PARTS =
      List.of("groupId", "artifactId", "version", "type", "classifier");
  private static final int REQUIRED = 3;
  private static final String DEFAULT_TYPE = "jar";

  /** Maven allows more than it should in the last three; none of this can be in a file's name. */
  private static final Pattern ILLEGAL = Pattern.compile("[\\s\\\\/:\"<>|?*]|\\$\\{|}");

  private static final Pattern RANGE = Pattern.compile(".*[\\[\\](),].*");

  /** What they stand for is another version tomorrow. */
  private static final Set<String> MOVING = Set.of("LATEST", "RELEASE");

  /**
   * Reads {@code groupId:artifactId:version[:type[:classifier]]}.
   *
   * @throws FileOrigin.Problem if it is not written like that
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
                : "has a " + PARTS.get(i) + " that cannot be one: '" + parts[i] + "'");
      }
    }
    String version = parts[2];
    if (RANGE.matcher(version).matches() || MOVING.contains(version)) {
      throw problem(
          text, "does not name one version: the same build would publish another file one day");
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
   * @param types knows the extension, and sometimes a classifier, of each type; one that it does
   *     not know is an extension
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
