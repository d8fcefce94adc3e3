package io.github.captainos.plugin.pom;

import io.github.captainos.release.input.FileOrigin;
import io.github.captainos.release.input.SourceFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.aether.artifact.Artifact;

/**
 * A file that is a Maven artifact.
 *
 * @param coordinates as written in the POM
 * @param artifacts the finder of Maven artifacts
 */
record ArtifactOrigin(String coordinates, MavenArtifacts artifacts) implements FileOrigin {

  @Override
  public Found find(SourceFiles files) throws Problem {
    Artifact artifact = ArtifactCoordinates.parse(coordinates).toArtifact(artifacts.types());
    Path file = artifacts.find(artifact, coordinates);
    if (!Files.isRegularFile(file)) {
      throw new Problem(
          Files.isDirectory(file)
              ? coordinates
                  + " is not packaged yet: it is the directory "
                  + file
                  + ". Publish after the phase package, as 'mvn deploy' does"
              : "the file of " + coordinates + " does not exist: " + file + ". Build it again");
    }
    return new Found(file, name(artifact));
  }

  /**
   * Returns the artifact's file name in a repository, regardless of its name in the build
   * directory.
   */
  private static String name(Artifact artifact) {
    return artifact.getArtifactId()
        + "-"
        + artifact.getVersion()
        + (artifact.getClassifier().isEmpty() ? "" : "-" + artifact.getClassifier())
        + (artifact.getExtension().isEmpty() ? "" : "." + artifact.getExtension());
  }

  @Override
  public String toString() {
    return coordinates;
  }
}
