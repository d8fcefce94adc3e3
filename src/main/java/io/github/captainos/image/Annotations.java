package io.github.captainos.image;

/**
 * The annotation keys that Captain sets.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md">OCI Image
 *     Specification: annotations</a>
 */
public final class Annotations {
  public static final String CREATED = "org.opencontainers.image.created";
  public static final String SOURCE = "org.opencontainers.image.source";
  public static final String REVISION = "org.opencontainers.image.revision";
  public static final String VERSION = "org.opencontainers.image.version";
  public static final String TITLE = "org.opencontainers.image.title";
  public static final String DESCRIPTION = "org.opencontainers.image.description";
  public static final String URL = "org.opencontainers.image.url";
  public static final String VENDOR = "org.opencontainers.image.vendor";
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  /**
   * On an entry of an index: the image has a zstd layer. Skopeo, Podman and Buildah write it.
   *
   * @see <a href="https://github.com/containers/image/blob/v5.34.0/internal/manifest/oci_index.go">
   *     the code that writes it</a>
   */
  static final String HAS_ZSTD = "io.github.containers.compression.zstd";

  private Annotations() {}
}
