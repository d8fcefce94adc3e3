package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.tar.LinkTarget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a layer that was read to its end and verified.
 *
 * @param isPresent whether its content was in the output directory already, and not fetched
 * @param entries its files, links and directories, each with a path of its own
 * @param whiteouts what it removes from the layers below: paths of files or directories
 * @param emptied directories whose content in the layers below is removed
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts">OCI
 *     Image Specification: whiteouts</a>
 */
record UnpackedLayer(
    boolean isPresent, List<Entry> entries, List<String> whiteouts, List<String> emptied) {

  /** Returns a layer to which entries are added while it is read. */
  static UnpackedLayer empty(boolean isPresent) {
    return new UnpackedLayer(isPresent, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** An entry of a layer. */
  sealed interface Entry permits FileEntry, LinkEntry, DirectoryEntry {

    /** Returns its path, relative to the output directory. */
    String path();
  }

  /**
   * A file.
   *
   * @param staged its temporary path; null if it exists in the output directory already
   * @param mode its permission bits
   * @param size its size in bytes
   * @param sha256 the digest of its bytes
   * @param layer the digest of its layer
   */
  record FileEntry(
      String path,
      @Nullable Path staged,
      int mode,
      long size,
      DescriptorDigest sha256,
      DescriptorDigest layer)
      implements Entry {

    /**
     * Returns where the file is now.
     *
     * @param output the output directory
     */
    Path place(Path output) {
      return staged == null ? output.resolve(path) : staged;
    }
  }

  /**
   * A symbolic link.
   *
   * @param text its target, as in the layer
   * @param destination where it leads by its text: a path relative to the output directory, which
   *     itself is empty
   */
  record LinkEntry(String path, String text, String destination) implements Entry {

    /** Creates one. The steps of the target are not kept, since they may be long. */
    static LinkEntry of(LinkTarget target) {
      return new LinkEntry(target.link(), target.text(), target.destination());
    }

    /** Returns its target with all steps. */
    LinkTarget target() {
      return LinkTarget.of(path, text);
    }
  }

  /**
   * A directory.
   *
   * @param mode its permission bits; null if it has no entry in a layer, only content
   */
  record DirectoryEntry(String path, @Nullable Integer mode) implements Entry {}
}
