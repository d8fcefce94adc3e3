package io.github.captainos.release.input;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.support.FileErrors;
import io.github.captainos.trust.predicate.Predicate;
import io.github.captainos.trust.predicate.Sbom;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The SBOM of a target.
 *
 * @param target the target's name
 * @param file the file
 */
public record SbomFile(String target, Path file) {

  /**
   * Reads it.
   *
   * @throws ReleaseException if it cannot be read, is too large, or is not an SBOM in one of the
   *     formats
   */
  public Predicate read() throws ReleaseException {
    String problem;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(Predicate.LARGEST + 1);
      if (content.length <= Predicate.LARGEST) {
        return Sbom.read(content);
      }
      problem =
          "it has "
              + Files.size(file)
              + " bytes, and at most "
              + Predicate.LARGEST
              + " (16 MiB) can be attested. Have the program that writes it leave out what is not"
              + " needed, such as the files of packages";
    } catch (IOException e) {
      problem = FileErrors.of(e);
    }
    throw new ReleaseException(
        "target " + target + ": the <sbom> " + file + " cannot be attested: " + problem + ".");
  }
}
