package io.github.captainos.release.input;

import java.nio.file.Path;

/**
 * A file that is given as a path or a glob.
 *
 * @param source relative to the module's base directory
 */
public record PathOrigin(String source) implements FileOrigin {

  @Override
  public Found find(SourceFiles files) throws Problem {
    Path file = files.find(source);
    return new Found(file, file.getFileName().toString());
  }

  @Override
  public String toString() {
    return source;
  }
}
