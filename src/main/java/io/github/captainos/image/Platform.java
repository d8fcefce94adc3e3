package io.github.captainos.image;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The platform of an entry of an index, with values of Go's {@code GOOS} and {@code GOARCH}.
 *
 * @param os operating system, such as {@code linux}
 * @param architecture processor architecture, such as {@code arm64}
 * @param variant variant of the architecture, such as {@code v8}, or null
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">OCI Image
 *     Specification: image index</a>
 */
public record Platform(String os, String architecture, @Nullable String variant) {
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /**
   * Reads {@code os/architecture} or {@code os/architecture/variant}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw invalid(text);
    }
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw invalid(text);
      }
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a platform; write it as os/architecture, as in linux/arm64");
  }

  /** Returns the platform in the form that names no default variant: arm64 means v8. */
  public Platform plain() {
    return architecture.equals("arm64") && "v8".equals(variant)
        ? new Platform(os, architecture, null)
        : this;
  }

  /** Returns {@code os/architecture[/variant]}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
