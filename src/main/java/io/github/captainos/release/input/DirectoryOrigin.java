package io.github.captainos.release.input;

import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.support.PathPatterns;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;

/**
 * A directory that is given as a path or a glob.
 *
 * @param source relative to the module's base directory
 * @param includes Maven's patterns of what is taken; everything where there are none
 * @param excludes Maven's patterns of what is not taken
 */
public record DirectoryOrigin(String source, List<String> includes, List<String> excludes)
    implements FileOrigin {

  public DirectoryOrigin {
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
  }

  @Override
  public Found find(SourceFiles files) throws Problem {
    Path directory = files.findDirectory(source);
    Selection selection =
        new Selection(
            selectionId(),
            includes.isEmpty() ? path -> true : matching("<includes>", includes),
            matching("<excludes>", excludes));
    // the root of a file system has no name
    return new Found(directory, Objects.toString(directory.getFileName(), ""), selection);
  }

  /** Returns a hash, since file names and lines of the caches have it. */
  private String selectionId() {
    return includes.isEmpty() && excludes.isEmpty()
        ? Selection.ALL.id()
        : Sha256.of((includes + "\0" + excludes).getBytes(StandardCharsets.UTF_8)).getHash();
  }

  private Predicate<String> matching(String parameter, List<String> patterns) throws Problem {
    try {
      return PathPatterns.of(patterns)::matches;
    } catch (PatternSyntaxException e) {
      throw new Problem(
          "the " + parameter + " of " + source + " have an invalid pattern: " + e.getDescription());
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
