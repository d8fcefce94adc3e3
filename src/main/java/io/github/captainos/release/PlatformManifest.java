package io.github.captainos.release;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.registry.Registry;
import io.github.captainos.support.Printable;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of an image for one platform, and the choice of that platform.
 *
 * @param named what the tag refers to: an index, or the manifest itself
 * @param entries the entries of the index, with those of an index in it that was chosen in the
 *     place of that index; empty if there is none
 * @param platform the chosen platform of the index, or null if there is none
 * @param manifest the manifest
 * @param layers its layers, from the lowest to the topmost
 */
public record PlatformManifest(
    Manifest named,
    List<Descriptor> entries,
    @Nullable Platform platform,
    Manifest manifest,
    List<Descriptor> layers) {
  /** The maximum depth of nested indexes; more than one is rare. */
  private static final int MAX_DEPTH = 3;

  public PlatformManifest {
    entries = List.copyOf(entries);
    layers = List.copyOf(layers);
  }

  /** Returns the chosen platform as the index has it, or null if there is no index. */
  public @Nullable String platformName() {
    return platform == null ? null : platform.toString();
  }

  /** A function that chooses an entry of an index that has a platform. */
  public interface Choice {
    Descriptor of(List<Descriptor> entries) throws ReleaseException;
  }

  /**
   * Returns the choice of the user's platform; else of that of this machine; else of the first with
   * an operating system, which entries for signatures and the like do not have.
   *
   * @param reference the image, for messages
   * @param setting the platform that the user set, or null for that of this machine
   * @throws ReleaseException if the user's platform is invalid
   */
  public static Choice choice(String reference, @Nullable Setting setting) throws ReleaseException {
    if (setting == null) {
      return entries ->
          matching(images(entries), thisMachine())
              .or(() -> images(entries).stream().findFirst())
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          reference
                              + " has no image for any operating system. Choose another"
                              + " captain.tag."));
    }
    Platform wanted = parse(setting);
    return entries ->
        matching(images(entries), wanted)
            .orElseThrow(() -> unavailable(reference, setting, wanted, images(entries)));
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

  /** Returns the entries for an operating system, which those for signatures do not have. */
  public static List<Descriptor> images(List<Descriptor> entries) {
    return entries.stream()
        .filter(entry -> entry.platform() != null)
        .filter(entry -> !entry.platform().os().isEmpty())
        .filter(entry -> !entry.platform().os().equals("unknown"))
        .toList();
  }

  private static Optional<Descriptor> matching(List<Descriptor> images, Platform wanted) {
    return images.stream()
        .filter(entry -> matches(Objects.requireNonNull(entry.platform()), wanted))
        .findFirst();
  }

  private static boolean matches(Platform platform, Platform wanted) {
    return platform.os().equals(wanted.os())
        && platform.architecture().equals(wanted.architecture())
        && (wanted.variant() == null || wanted.plain().equals(platform.plain()));
  }

  private static ReleaseException unavailable(
      String reference, Setting setting, Platform wanted, List<Descriptor> images) {
    List<String> platforms = images.stream().map(one -> String.valueOf(one.platform())).toList();
    List<String> meant = KnownPlatforms.meant(wanted.toString());
    return new ReleaseException(
        reference
            + " is not for the platform "
            + setting
            + ". It is for: "
            + Printable.of(platforms.isEmpty() ? "none" : String.join(", ", platforms))
            + "."
            + Suggestion.question(meant.stream().filter(platforms::contains).toList())
            + " Set captain.platform to one of them.");
  }

  /**
   * Reads the manifest of an image.
   *
   * @param reference the image, for messages
   * @param named what its tag refers to
   * @param choice chooses a platform, if there are several
   * @param registry where it is
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if a request fails, or if it is no image
   */
  public static PlatformManifest of(
      String reference, Manifest named, Choice choice, Registry registry, String state)
      throws ReleaseException {
    List<Descriptor> entries = List.of();
    Descriptor chosen = null;
    Manifest manifest = named;
    for (int depth = 0; depth <= MAX_DEPTH; depth++) {
      Manifest current = manifest;
      List<Descriptor> inside =
          Steps.step(reference, "reading the manifest", state, current::entries);
      if (!Steps.step(reference, "reading the manifest", state, current::isIndex)) {
        Platform platform = chosen == null ? null : chosen.platform();
        return new PlatformManifest(named, entries, platform, manifest, inside);
      }
      entries = inPlaceOf(chosen, entries, inside);
      Descriptor entry = choice.of(inside);
      chosen = entry;
      manifest =
          Steps.step(
              reference,
              "getting the manifest for " + Printable.of(String.valueOf(entry.platform())),
              state,
              () ->
                  registry
                      .manifest(entry)
                      .orElseThrow(
                          () ->
                              new IOException("the registry does not have it: " + entry.digest())));
    }
    throw new ReleaseException(
        reference
            + " is an index in an index, too deep to be an image. Set captain.tag to another"
            + " image.");
  }

  /** An index in an index says what it has; the entry for it would say something else. */
  private static List<Descriptor> inPlaceOf(
      @Nullable Descriptor index, List<Descriptor> entries, List<Descriptor> inside) {
    if (index == null) {
      return inside;
    }
    List<Descriptor> all = new ArrayList<>(entries);
    int place = all.indexOf(index);
    all.remove(place);
    all.addAll(place, inside);
    return all;
  }
}
