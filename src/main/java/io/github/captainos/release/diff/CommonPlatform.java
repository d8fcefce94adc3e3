package io.github.captainos.release.diff;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.content.PlatformManifest;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Chooses a platform that both of two images have. */
final class CommonPlatform {
  private CommonPlatform() {}

  /**
   * Returns the choice of a platform of the first image.
   *
   * @param second what the tag of the second image refers to
   * @param among chooses one of those that the second image has, too; of all, if that has none
   */
  static PlatformManifest.Choice with(Manifest second, PlatformManifest.Choice among) {
    Set<Platform> platforms = platforms(second);
    return entries -> {
      List<Descriptor> common =
          entries.stream()
              .filter(entry -> plain(entry).filter(platforms::contains).isPresent())
              .toList();
      return among.of(common.isEmpty() ? entries : common);
    };
  }

  private static Optional<Platform> plain(Descriptor entry) {
    return Optional.ofNullable(entry.platform()).map(Platform::plain);
  }

  private static Set<Platform> platforms(Manifest image) {
    try {
      return image.isIndex()
          ? image.entries().stream()
              .flatMap(entry -> plain(entry).stream())
              .collect(Collectors.toSet())
          : Set.of();
    } catch (IOException e) {
      return Set.of(); // reported when its manifest is read
    }
  }

  /**
   * Returns the choice of the same platform of the second image.
   *
   * @param first the manifest of the first image
   * @param reference the second image, for messages
   * @param otherwise chooses if the first image is for a single platform
   */
  static PlatformManifest.Choice sameAs(
      PlatformManifest first, String reference, PlatformManifest.Choice otherwise) {
    Platform platform = first.platform();
    if (platform == null) {
      return otherwise;
    }
    return entries ->
        entries.stream()
            .filter(entry -> plain(entry).filter(platform.plain()::equals).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new ReleaseException(
                        reference
                            + " is not for the platform "
                            + Printable.of(platform.toString())
                            + ", and the image that it is compared with has none of its platforms."
                            + " Compare other images, or set captain.platform to a platform of"
                            + " both."));
  }
}
