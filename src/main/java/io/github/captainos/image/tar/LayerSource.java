package io.github.captainos.image.tar;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.tar.SourceEntry.Kind;
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
import java.util.function.Predicate;

/**
 * The file or directory that a layer is made of, as it was found on disk.
 *
 * <p>The entries of a directory are in the order of {@code tar --sort=name}: those of each
 * directory are sorted by the bytes of their names, and the content of a directory is right behind
 * it.
 *
 * @param path where it is on disk
 * @param name its name in the image
 * @param selection what is taken of a directory
 * @param entries the entries of the layer, in their order; a directory is its own first entry
 */
public record LayerSource(Path path, String name, Selection selection, List<SourceEntry> entries) {

  /**
   * What is taken of a directory. Both predicates are given the path of an entry in the directory,
   * with {@code /} between the components.
   *
   * @param id differs from that of another selection of the same directory; empty if everything is
   *     taken
   * @param included matches what is taken, unless it is excluded
   * @param excluded matches what is not taken
   */
  public record Selection(String id, Predicate<String> included, Predicate<String> excluded) {
    /** Takes everything. */
    public static final Selection ALL = new Selection("", path -> true, path -> false);

    private boolean takes(String path) {
      return included.test(path) && !excluded.test(path);
    }
  }

  public LayerSource {
    entries = List.copyOf(entries);
  }

  /** Returns a single file; a link to a file counts as the file. */
  public static LayerSource file(Path path, String name) {
    SourceEntry entry = new SourceEntry(name, Kind.FILE, path, "");
    return new LayerSource(path, name, Selection.ALL, List.of(entry));
  }

  /**
   * Lists a directory, without following links.
   *
   * @param selection what is taken of it; the directories that a taken entry is in are taken, too
   * @param problems receives a message for each entry that cannot be published
   */
  public static LayerSource directory(
      Path path, String name, Selection selection, Consumer<String> problems) {
    Listing listing = new Listing(name, selection, problems, new ArrayList<>());
    listing.entries.add(new SourceEntry(name, Kind.DIRECTORY, path, ""));
    listing.addContent(path, name);
    return new LayerSource(path, name, selection, listing.entries);
  }

  /** Returns the entries that are files, in their order. */
  public List<SourceEntry> files() {
    return entries.stream().filter(SourceEntry::isFile).toList();
  }

  /** Returns whether it is a directory. */
  public boolean isDirectory() {
    return !entries.get(0).isFile();
  }

  /**
   * Checks that a directory still has the same entries. Files are not looked at: one that was
   * removed or replaced is noticed when it is read.
   *
   * @throws FileChangedException if an entry was added, removed or replaced by one of another kind,
   *     or if a link has another target
   */
  void checkEntries() throws FileChangedException {
    if (!isDirectory()) {
      return;
    }
    List<String> problems = new ArrayList<>();
    Map<String, SourceEntry> now = new LinkedHashMap<>();
    directory(path, name, selection, problems::add)
        .entries
        .forEach(entry -> now.put(entry.path(), entry));
    if (!problems.isEmpty()) {
      throw new FileChangedException(path, problems.get(0));
    }
    for (SourceEntry entry : entries) {
      SourceEntry other = now.remove(entry.path());
      if (!entry.equals(other)) {
        throw changed(entry.path(), other == null ? "is gone" : "was replaced");
      }
    }
    for (String added : now.keySet()) {
      throw changed(added, "is new");
    }
  }

  private FileChangedException changed(String entry, String how) {
    return new FileChangedException(path, "'" + Printable.of(entry) + "' " + how);
  }

  /** The entries of a directory that are found so far; their paths are those in the image. */
  private record Listing(
      String name, Selection selection, Consumer<String> problems, List<SourceEntry> entries) {

    void addContent(Path directory, String path) {
      for (Path child : children(directory, path)) {
        String childPath = path + "/" + child.getFileName();
        try {
          add(child, childPath);
        } catch (IOException e) {
          problem(childPath, "cannot be read: " + FileErrors.of(e));
        }
      }
    }

    private List<Path> children(Path directory, String path) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
        stream.forEach(children::add);
      } catch (IOException e) {
        if (!selection.excluded.test(inside(path))) {
          problem(path, "cannot be read: " + FileErrors.of(e));
        }
      }
      children.sort((one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)));
      return children;
    }

    private static byte[] bytes(Path child) {
      return child.getFileName().toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the path in the published directory, which itself is empty. */
    private String inside(String path) {
      return path.equals(name) ? "" : path.substring(name.length() + 1);
    }

    private void add(Path child, String path) throws IOException {
      BasicFileAttributes attributes =
          Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      boolean isTaken = selection.takes(inside(path));
      // a junction of Windows is a directory and something else; it leads anywhere, also in circles
      if (attributes.isDirectory() && !attributes.isOther()) {
        int before = entries.size();
        entries.add(new SourceEntry(path, Kind.DIRECTORY, child, ""));
        addContent(child, path);
        if (entries.size() == before + 1 && !isTaken) {
          entries.remove(before);
          return;
        }
        checkName(path);
      } else if (isTaken) {
        checkName(path);
        addLeaf(child, path, attributes);
      }
    }

    private void addLeaf(Path child, String path, BasicFileAttributes attributes)
        throws IOException {
      if (attributes.isSymbolicLink()) {
        String separator = child.getFileSystem().getSeparator();
        String target = Files.readSymbolicLink(child).toString().replace(separator, "/");
        entries.add(new SourceEntry(path, Kind.LINK, child, target));
      } else if (!attributes.isRegularFile()) {
        problem(path, "is neither a file, a directory nor a symbolic link");
      } else if (!Files.isReadable(child)) {
        problem(path, "cannot be read: no permission");
      } else {
        entries.add(new SourceEntry(path, Kind.FILE, child, ""));
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
