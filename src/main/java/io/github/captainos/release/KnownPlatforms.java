package io.github.captainos.release;

import io.github.captainos.support.Suggestion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Platforms to suggest for a misspelt one. Others are valid, too.
 *
 * @see <a href="https://go.dev/doc/install/source#environment">GOOS and GOARCH</a>
 */
public final class KnownPlatforms {
  private static final List<String> SYSTEMS =
      List.of("linux", "windows", "darwin", "freebsd", "netbsd", "openbsd");

  private static final List<String> ARCHITECTURES =
      List.of(
          "amd64",
          "arm64",
          "arm",
          "386",
          "loong64",
          "mips",
          "mipsle",
          "mips64",
          "mips64le",
          "ppc64",
          "ppc64le",
          "riscv64",
          "s390x",
          "wasm");

  /** The names that other tools use. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "x86_64", "amd64", "x86-64", "amd64", "x64", "amd64", "aarch64", "arm64", "i386", "386",
          "i686", "386", "macos", "darwin");

  private KnownPlatforms() {}

  /**
   * Returns suggestions for a text that is similar to a known platform, but not equal to it.
   *
   * @param text {@code os/architecture[/variant]}, perhaps misspelt
   */
  public static List<String> meant(String text) {
    String[] parts = text.split("/", -1);
    boolean alone = parts.length == 1;
    String os = alone ? "linux" : closest(parts[0], SYSTEMS);
    String architecture = closest(parts[alone ? 0 : 1], ARCHITECTURES);
    if (os == null || architecture == null || parts.length > 3) {
      return List.of();
    }
    String platform = os + "/" + architecture + (parts.length == 3 ? "/" + parts[2] : "");
    return platform.equals(text) ? List.of() : List.of(platform);
  }

  private static @Nullable String closest(String text, List<String> all) {
    if (all.contains(text)) {
      return text;
    }
    String other = OTHER_NAMES.get(text);
    List<String> closest = other == null ? Suggestion.closest(text, all) : List.of(other);
    return closest.size() == 1 ? closest.get(0) : null;
  }
}
