package io.github.captainos.release.pull;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a layer that was read to its end and verified.
 *
 * @param files its files
 * @param directories its directories, with their permission bits
 * @param whiteouts what it removes from the layers below: paths of files or directories
 * @param emptied directories whose content in the layers below is removed
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md#whiteouts">OCI
 *     Image Specification: whiteouts</a>
 */
record UnpackedLayer(
    List<UnpackedFile> files,
    Map<String, Integer> directories,
    List<String> whiteouts,
    List<String> emptied) {

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
  record UnpackedFile(
      String path,
      @Nullable Path staged,
      int mode,
      long size,
      DescriptorDigest sha256,
      DescriptorDigest layer) {}
}
