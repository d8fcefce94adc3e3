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
  public static final String REF_NAME = "org.opencontainers.image.ref.name";

  private Annotations() {}
}
