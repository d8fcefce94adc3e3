package io.github.captainos.release.content;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Platform;
import io.github.captainos.release.KnownPlatforms;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The choice of an entry of an index for a platform. */
public final class PlatformChoice {
  private final String reference;
  private final @Nullable Setting setting;
  private final @Nullable Platform wanted;

  /**
   * @param reference the image, for messages
   * @param setting the platform that the user set, or null for that of this machine
   * @throws ReleaseException if the user's platform is invalid
   */
  public PlatformChoice(String reference, @Nullable Setting setting) throws ReleaseException {
    this.reference = reference;
    this.setting = setting;
    this.wanted = setting == null ? null : parse(setting);
  }

  /** Returns the platform of this machine, with the names that images use. */
  public static Platform thisMachine() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return new Platform(
        os.startsWith("mac") ? "darwin" : os.startsWith("windows") ? "windows" : os,
        switch (architecture) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          default -> architecture;
        },
        null);
  }

  /**
   * Chooses the user's platform; else that of this machine; else the first with an operating
   * system, which entries for signatures and the like do not have.
   *
   * @throws ReleaseException if no entry matches
   */
  public Descriptor of(List<Descriptor> entries) throws ReleaseException {
    List<Descriptor> images = entries.stream().filter(PlatformChoice::isForSystem).toList();
    String all =
        images.isEmpty()
            ? "none"
            : images.stream()
                .map(entry -> String.valueOf(entry.platform()))
                .collect(Collectors.joining(", "));
    if (wanted != null) {
      return matching(images, wanted)
          .orElseThrow(
              () ->
                  new ReleaseException(
                      reference
                          + " is not for the platform "
                          + setting
                          + ". It is for: "
                          + Printable.of(all)
                          + "."
                          + suggestion(wanted, images)
                          + " Set captain.platform to one of them."));
    }
    return matching(images, thisMachine())
        .or(() -> images.stream().findFirst())
        .orElseThrow(
            () ->
                new ReleaseException(
                    reference
                        + " has no image for any operating system. Choose another captain.tag."));
  }

  private static Platform parse(Setting setting) throws ReleaseException {
    try {
      return Platform.parse(setting.value());
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(
          e.getMessage()
              + "."
              + Suggestion.question(KnownPlatforms.meant(setting.value()))
              + " Set captain.platform.",
          e);
    }
  }

  /** Suggests platforms of the image for a misspelt one. */
  private static String suggestion(Platform wanted, List<Descriptor> images) {
    return Suggestion.question(
        KnownPlatforms.meant(wanted.toString()).stream()
            .filter(
                meant ->
                    images.stream()
                        .anyMatch(image -> meant.equals(String.valueOf(image.platform()))))
            .toList());
  }

  /** Returns whether an entry is for an operating system, as those for signatures are not. */
  static boolean isForSystem(Descriptor entry) {
    Platform platform = entry.platform();
    return platform != null && !platform.os().isEmpty() && !platform.os().equals("unknown");
  }

  private static Optional<Descriptor> matching(List<Descriptor> entries, Platform wanted) {
    return entries.stream()
        .filter(entry -> matches(Objects.requireNonNull(entry.platform()), wanted))
        .findFirst();
  }

  private static boolean matches(Platform platform, Platform wanted) {
    return platform.os().equals(wanted.os())
        && platform.architecture().equals(wanted.architecture())
        && (wanted.variant() == null || wanted.plain().equals(platform.plain()));
  }
}
