package io.github.captainos.release.pull.files;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.tar.LinkTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a layer that was read to its end and verified.
 *
 * @param isPresent whether its content was in the output directory already, and not fetched
 * @param files its files
 * @param links its symbolic links
 * @param directories its directories, with their permission bits
 * @param whiteouts what it removes from the layers below: paths of files or directories
 * @param emptied directories whose content in the layers below is removed
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts">OCI
 *     Image Specification: whiteouts</a>
 */
public record UnpackedLayer(
    boolean isPresent,
    List<UnpackedFile> files,
    List<UnpackedLink> links,
    Map<String, Integer> directories,
    List<String> whiteouts,
    List<String> emptied) {

  /** A file or a link: nothing is below it. */
  public sealed interface Leaf permits UnpackedFile, UnpackedLink {

    /** Returns its path, relative to the output directory. */
    String path();
  }

  /** Returns its files and links. */
  List<Leaf> leaves() {
    return Stream.<Leaf>concat(files.stream(), links.stream()).toList();
  }

  /** Returns the paths of its files, links and directories, in the path order. */
  NavigableSet<String> paths() {
    NavigableSet<String> all = new TreeSet<>(PathOrder.COMPARATOR);
    all.addAll(directories.keySet());
    leaves().forEach(leaf -> all.add(leaf.path()));
    return all;
  }

  /**
   * Returns the same paths, and those of all that it removes; for a directory that is emptied, a
   * path in it.
   */
  NavigableSet<String> touched() {
    NavigableSet<String> all = paths();
    all.addAll(whiteouts);
    emptied.forEach(directory -> all.add(directory + "/"));
    return all;
  }

  /**
   * A file of a layer.
   *
   * @param path its path, relative to the output directory
   * @param staged its temporary path; null if it exists in the output directory already
   * @param mode its permission bits
   * @param size its size in bytes
   * @param sha256 the digest of its bytes
   * @param layer the digest of its layer
   */
  public record UnpackedFile(
      String path,
      @Nullable Path staged,
      int mode,
      long size,
      DescriptorDigest sha256,
      DescriptorDigest layer)
      implements Leaf {

    /**
     * Returns where the file is now.
     *
     * @param output the output directory
     */
    public Path place(Path output) {
      return staged == null ? output.resolve(path) : staged;
    }
  }

  /**
   * A symbolic link of a layer.
   *
   * @param path its path, relative to the output directory
   * @param text its target, as in the layer
   * @param destination where it leads by its text: a path relative to the output directory, which
   *     itself is empty
   */
  public record UnpackedLink(String path, String text, String destination) implements Leaf {

    /** Creates one. The steps of the target are not kept, since they may be long. */
    public static UnpackedLink of(LinkTarget target) {
      return new UnpackedLink(target.link(), target.text(), target.destination());
    }

    /** Returns its target with all steps. */
    public LinkTarget target() {
      return LinkTarget.of(path, text);
    }
  }
}
