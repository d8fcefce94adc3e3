package io.github.captainos.release.publish.input;

import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.EntryNames;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.LayerSource.Selection;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.release.ChecksumBundle;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.publish.input.TargetFiles.Found;
import io.github.captainos.release.publish.input.TargetFiles.Source;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.PathPatterns;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The search for files and directories of layers, without reading them. What it throws is about one
 * of them; the message continues "target arm64: ".
 *
 * @param directory the directory that paths are relative to
 * @param written all paths in the configuration, which are not suggested for others
 */
record SourceFiles(Path directory, Set<String> written) {
  private static final int MAX_PROBLEMS = 10;
  private static final int MAX_NAMES = 6;
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^}]+)}");
  private static final Pattern GLOB = Pattern.compile("[*?\\[{]");

  SourceFiles {
    written = Set.copyOf(written);
  }

  /**
   * Finds what the user wrote, and lists a directory.
   *
   * @param problems receives a message for each entry of a directory that cannot be published
   * @throws ReleaseException if there is not exactly one, or if it has an invalid name
   */
  LayerSource find(Source source, Consumer<String> problems) throws ReleaseException {
    Found found = source.artifact() == null ? findPath(source) : source.artifact().find();
    Selection selection = selection(source);
    String name = source.name() == null ? found.name() : source.name();
    checkName(source.isDirectory() ? "directory" : "file", name);
    if (!source.isDirectory() && found.path().toFile().length() == 0) {
      throw new ReleaseException(
          (source.artifact() == null ? source.written() : found.path())
              + " has 0 bytes. Repeat the build step that makes it, or remove it");
    }
    return source.isDirectory()
        ? list(source.written(), found.path(), name, selection, problems)
        : LayerSource.file(found.path(), name);
  }

  private Found findPath(Source source) throws ReleaseException {
    String written = source.written();
    if (written.isBlank()) {
      throw new ReleaseException(
          source.isDirectory()
              ? "a <directory> has no path; write <directory>path</directory>, or give it a"
                  + " <source>"
              : "a <file> has no path; write <file>path</file>, or give it a <source> or an"
                  + " <artifact>");
    }
    Path path =
        source.isDirectory()
            ? findDirectory(written)
            : findFile(written, ". Write it as a <directory>");
    // the root of a file system has no name
    return new Found(path, Objects.toString(path.getFileName(), ""));
  }

  /** Says why nothing matches: Maven leaves an expression in place if there is no such property. */
  private static String explanation(String source, Path start, String parent) {
    Matcher expression = EXPRESSION.matcher(source);
    if (expression.find()) {
      String property = expression.group(1);
      return ". The property "
          + property
          + " is not set: define it in <properties>, or add -D"
          + property
          + "=…";
    }
    return content(parent, start, names(start, path -> true));
  }

  private static Selection selection(Source source) throws ReleaseException {
    List<String> includes = source.includes();
    List<String> excludes = source.excludes();
    if (includes.isEmpty() && excludes.isEmpty()) {
      return Selection.ALL;
    }
    // a hash, since file names and lines of the caches have it
    byte[] both = (includes + "\0" + excludes).getBytes(StandardCharsets.UTF_8);
    return new Selection(
        Sha256.of(both).getHash(),
        includes.isEmpty() ? path -> true : matching(source, "<includes>", includes),
        matching(source, "<excludes>", excludes));
  }

  private static Predicate<String> matching(Source source, String parameter, List<String> patterns)
      throws ReleaseException {
    try {
      return PathPatterns.of(patterns)::matches;
    } catch (PatternSyntaxException e) {
      throw new ReleaseException(
          "the "
              + parameter
              + " of "
              + source.written()
              + " have an invalid pattern: "
              + e.getDescription());
    }
  }

  /** Returns whether a file would be taken for one of checksums, or for the signature of one. */
  private static boolean isReserved(String path) {
    return ChecksumNames.isOne(path) || ChecksumBundle.isOne(path);
  }

  /** Rejects names that pull would reject. */
  private static void checkName(String noun, String name) throws ReleaseException {
    String problem =
        isReserved(name)
            ? "has a name that Captain reserves for its checksums, "
                + ChecksumNames.of(Flavor.NONE, "…")
            : EntryNames.problemOfPublished(name).orElse(null);
    if (problem != null) {
      throw new ReleaseException(
          "the "
              + noun
              + " '"
              + Printable.of(name)
              + "' "
              + problem
              + ". Give the <"
              + noun
              + "> another <name>");
    }
  }

  private static LayerSource list(
      String written, Path path, String name, Selection selection, Consumer<String> problems)
      throws ReleaseException {
    List<String> invalid = new ArrayList<>();
    LayerSource directory = LayerSource.directory(path, name, selection, invalid::add);
    for (SourceEntry entry : directory.entries()) {
      if (entry.kind() != SourceEntry.Kind.DIRECTORY && isReserved(entry.path())) {
        invalid.add(
            "'"
                + Printable.of(entry.path())
                + "' has a name that pull takes for a file of checksums or its signature. Rename"
                + " it, or add it to <excludes>");
      }
    }
    invalid.stream()
        .limit(MAX_PROBLEMS)
        .forEach(problem -> problems.accept(written + ": " + problem));
    if (invalid.size() > MAX_PROBLEMS) {
      problems.accept(written + ": … and " + (invalid.size() - MAX_PROBLEMS) + " more");
    }
    if (invalid.isEmpty() && directory.entries().size() == 1 && !selection.id().isEmpty()) {
      throw new ReleaseException(written + " has nothing that its <includes> and <excludes> take");
    }
    return directory;
  }

  /**
   * @param source a path, or a glob of {@link java.nio.file.FileSystem#getPathMatcher}
   * @param adviceForDirectory ends the message if it is a directory
   * @throws ReleaseException if there is not exactly one regular file that can be read
   */
  Path findFile(String source, String adviceForDirectory) throws ReleaseException {
    Path file = isLiteral(source) ? literal(source) : match(source, false);
    if (Files.isDirectory(file)) {
      throw new ReleaseException(source + " is a directory, not a file" + adviceForDirectory);
    }
    if (!Files.exists(file)) {
      throw new ReleaseException(
          source
              + (Files.isSymbolicLink(file)
                  ? " is a link to a file that does not exist"
                  : missing(source, file, Files::isRegularFile)));
    }
    if (!Files.isRegularFile(file)) {
      throw new ReleaseException(source + " is not a regular file");
    }
    if (!Files.isReadable(file)) {
      throw new ReleaseException(source + " cannot be read: no permission");
    }
    return file;
  }

  private Path findDirectory(String source) throws ReleaseException {
    Path found = isLiteral(source) ? literal(source) : match(source, true);
    if (Files.isSymbolicLink(found)) {
      throw new ReleaseException(
          source + " is a symbolic link. Write the path of the directory that it leads to");
    }
    if (!Files.exists(found)) {
      throw new ReleaseException(source + missing(source, found, Files::isDirectory));
    }
    if (!Files.isDirectory(found)) {
      throw new ReleaseException(source + " is not a directory. Write it as a <file>");
    }
    return found;
  }

  /**
   * Says that a file or directory does not exist, and what may have been meant: one with a similar
   * name that is not configured, else what there is.
   */
  private String missing(String source, Path missing, Predicate<Path> wanted) {
    String problem = " does not exist";
    String name = String.valueOf(missing.getFileName());
    Path sameDirectory = missing.getParent();
    if (sameDirectory == null || !source.endsWith(name)) {
      return problem;
    }
    String parent = source.substring(0, source.length() - name.length());
    List<String> names = names(sameDirectory, wanted);
    List<String> others = names.stream().filter(one -> !written.contains(parent + one)).toList();
    List<String> meant = Suggestion.meant(name, others).stream().map(parent::concat).toList();
    return problem
        + (meant.isEmpty()
            ? content(parent, sameDirectory, names)
            : "." + Suggestion.question(meant));
  }

  /** Returns the names of some entries of a directory, sorted; none if it cannot be read. */
  private static List<String> names(Path directory, Predicate<Path> wanted) {
    try (Stream<Path> siblings = Files.list(directory)) {
      return siblings.filter(wanted).map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /**
   * Says what a directory has.
   *
   * @param written how the user wrote it, with a slash at the end; empty for the module's own
   * @param names what it has of what is wanted
   */
  private static String content(String written, Path directory, List<String> names) {
    if (!Files.exists(directory)) {
      return ". There is no directory " + written;
    }
    int others = names.size() - MAX_NAMES;
    return ". "
        + (written.isEmpty() ? "The directory" : written)
        + " has "
        + (names.isEmpty()
            ? "nothing like it"
            : String.join(", ", names.stream().limit(MAX_NAMES).map(Printable::of).toList()))
        + (others > 0 ? ", and " + others + " more" : "");
  }

  /** A file may have the characters of a glob in its name, on systems that allow them there. */
  private boolean isLiteral(String source) throws ReleaseException {
    try {
      return !GLOB.matcher(source).find() || Files.exists(directory.resolve(source));
    } catch (InvalidPathException e) {
      if (e.getIndex() < 0) {
        throw invalid(source, e);
      }
      return false; // Windows allows neither * nor ? in a name
    }
  }

  private Path literal(String source) throws ReleaseException {
    try {
      return directory.resolve(source).normalize();
    } catch (InvalidPathException e) {
      throw invalid(source, e);
    }
  }

  private static ReleaseException invalid(String source, InvalidPathException e) {
    return new ReleaseException(
        "'"
            + source
            + "' is not a valid path on this system: "
            + e.getReason()
            + ". Where it is not ASCII, set a UTF-8 locale, such as LC_ALL=C.UTF-8");
  }

  private Path match(String source, boolean isDirectory) throws ReleaseException {
    // on Windows, paths that Maven's properties stand for have backslashes
    String glob = slashed(source);
    int fixed = GLOB.split(glob, 2)[0].lastIndexOf('/') + 1;
    Path start = literal(glob.substring(0, fixed));
    String pattern = glob.substring(fixed).replaceFirst("/+$", "");
    int depth = pattern.contains("**") ? Integer.MAX_VALUE : pattern.split("/").length;
    Set<Path> unreadable = new TreeSet<>();
    Set<Path> found = walk(glob, start, pattern, depth, unreadable);
    // a match that cannot be read as a file is reported later
    List<Path> matches =
        found.stream().filter(path -> Files.isDirectory(path) == isDirectory).toList();
    if (found.isEmpty()) {
      throw new ReleaseException(
          glob
              + (isDirectory ? " matches no directory" : " matches no file")
              + (unreadable.isEmpty()
                  ? explanation(source, start, glob.substring(0, fixed))
                  : "; these directories could not be read: " + names(unreadable)));
    }
    if (matches.isEmpty()) {
      throw new ReleaseException(
          glob
              + (isDirectory
                  ? " matches a file, not a directory: "
                  : " matches a directory, not a file: ")
              + names(found));
    }
    if (matches.size() > 1) {
      throw new ReleaseException(
          glob
              + " matches "
              + matches.size()
              + (isDirectory ? " directories, not one: " : " files, not one: ")
              + names(matches));
    }
    return readable(matches.get(0));
  }

  /**
   * Returns the files and directories below a directory that match a glob, sorted.
   *
   * @param glob the whole glob, for messages
   * @param start the directory
   * @param pattern the part of the glob that begins below the directory
   * @param depth how many levels below it a match can be
   * @param unreadable receives directories that could not be read: without permission, or links to
   *     a parent
   */
  private static Set<Path> walk(
      String glob, Path start, String pattern, int depth, Set<Path> unreadable)
      throws ReleaseException {
    Set<Path> matches = new TreeSet<>();
    if (!Files.isDirectory(start)) {
      return matches;
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      Files.walkFileTree(
          start,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              return visitFile(path, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              if (!path.equals(start) && matcher.matches(start.relativize(path))) {
                matches.add(path);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
              unreadable.add(path);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (PatternSyntaxException e) {
      throw new ReleaseException(glob + " is not a valid glob: " + e.getDescription());
    } catch (IOException e) {
      throw new ReleaseException(glob + " cannot be searched: " + FileErrors.of(e));
    }
    return matches;
  }

  /** Java replaces characters that the locale does not support, so the name is unknown. */
  private static Path readable(Path file) throws ReleaseException {
    if (file.toString().indexOf('\ufffd') >= 0) {
      throw new ReleaseException(
          "the name of "
              + file
              + " cannot be read in this locale. Set a UTF-8 one: LC_ALL=C.UTF-8");
    }
    return file;
  }

  private String names(Collection<Path> paths) {
    return paths.stream()
        .map(path -> path.startsWith(directory) ? directory.relativize(path) : path)
        .map(path -> slashed(path.toString()))
        .collect(Collectors.joining(", "));
  }

  private String slashed(String path) {
    return path.replace(directory.getFileSystem().getSeparator(), "/");
  }
}
