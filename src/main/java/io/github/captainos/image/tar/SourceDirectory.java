package io.github.captainos.image.tar;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A directory to publish, with the entries that are taken of it. Links are not followed.
 *
 * <p>The entries are in the order of {@code tar --sort=name}: those of each directory are sorted by
 * the bytes of their names, and the content of a directory is right behind it.
 */
public final class SourceDirectory implements LayerSource {
  private final Path path;
  private final String name;
  private final Selection selection;
  private final List<SourceEntry> entries;

  private SourceDirectory(Path path, String name, Selection selection, List<SourceEntry> entries) {
    this.path = path;
    this.name = name;
    this.selection = selection;
    this.entries = List.copyOf(entries);
  }

  /**
   * Lists a directory.
   *
   * @param path the directory
   * @param name its name in the image
   * @param selection what is taken of it; the directories that a taken entry is in are taken, too
   * @param problems receives a message for each entry that cannot be published
   */
  public static SourceDirectory list(
      Path path, String name, Selection selection, Consumer<String> problems) {
    Listing listing = new Listing(selection, problems);
    listing.entries.add(SourceEntry.directory(name, path));
    listing.addContent(path, name, "");
    return new SourceDirectory(path, name, selection, listing.entries);
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String selection() {
    return selection.id();
  }

  @Override
  public List<SourceEntry> entries() {
    return entries;
  }

  @Override
  public void checkEntries() throws FileChangedException {
    List<String> problems = new ArrayList<>();
    List<SourceEntry> now = list(path, name, selection, problems::add).entries;
    if (!problems.isEmpty()) {
      throw new FileChangedException(path, problems.get(0));
    }
    Map<String, SourceEntry> others = new LinkedHashMap<>();
    now.forEach(entry -> others.put(entry.path(), entry));
    for (SourceEntry entry : entries) {
      SourceEntry other = others.remove(entry.path());
      if (!entry.equals(other)) {
        throw changed(entry.path(), other == null ? "is gone" : "was replaced");
      }
    }
    for (String added : others.keySet()) {
      throw changed(added, "is new");
    }
  }

  private FileChangedException changed(String entry, String how) {
    return new FileChangedException(path, "'" + Printable.of(entry) + "' " + how);
  }

  /** The entries of a directory that are found so far. */
  private record Listing(
      Selection selection, Consumer<String> problems, List<SourceEntry> entries) {

    Listing(Selection selection, Consumer<String> problems) {
      this(selection, problems, new ArrayList<>());
    }

    /**
     * Adds what is in a directory.
     *
     * @param path the path of the directory in the image
     * @param relative its path in the published directory, which itself is empty
     */
    void addContent(Path directory, String path, String relative) {
      for (Path child : children(directory, path, relative)) {
        String childName = child.getFileName().toString();
        try {
          String inside = relative.isEmpty() ? childName : relative + "/" + childName;
          add(child, path + "/" + childName, inside);
        } catch (IOException e) {
          problem(path + "/" + childName, "cannot be read: " + FileErrors.of(e));
        }
      }
    }

    private List<Path> children(Path directory, String path, String relative) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(children::add);
      } catch (IOException e) {
        if (!selection.excludes(relative)) {
          problem(path, "cannot be read: " + FileErrors.of(e));
        }
      }
      children.sort((one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)));
      return children;
    }

    private static byte[] bytes(Path child) {
      return child.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }

    private void add(Path child, String path, String relative) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        int before = entries.size();
        entries.add(SourceEntry.directory(path, child));
        addContent(child, path, relative);
        if (entries.size() == before + 1 && !selection.takes(relative)) {
          entries.remove(before);
          return;
        }
        checkName(path);
      } else if (selection.takes(relative)) {
        checkName(path);
        addLeaf(child, path, attributes);
      }
    }

    private void addLeaf(Path child, String path, BasicFileAttributes attributes)
        throws IOException {
      if (attributes.isSymbolicLink()) {
        entries.add(SourceEntry.link(path, child, Files.readSymbolicLink(child).toString()));
      } else if (!attributes.isRegularFile()) {
        problem(path, "is neither a file, a directory nor a symbolic link");
      } else if (!Files.isReadable(child)) {
        problem(path, "cannot be read: no permission");
      } else {
        entries.add(SourceEntry.file(path, child));
      }
    }

    private void checkName(String path) {
      EntryNames.problemOfPublished(path.substring(path.lastIndexOf('/') + 1))
          .ifPresent(problem -> problem(path, problem + locale(path)));
    }

    /** Java replaces characters that the locale does not support, so the name may be valid. */
    private static String locale(String path) {
      return path.indexOf('\ufffd') < 0
          ? ""
          : ". If it is UTF-8, this locale is not: set LC_ALL=C.UTF-8";
    }

    private void problem(String path, String problem) {
      problems.accept("'" + Printable.of(path) + "' " + problem);
    }
  }
}
