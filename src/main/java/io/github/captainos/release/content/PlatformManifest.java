package io.github.captainos.release.content;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The manifest of an image for one platform.
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
  private static final int DEEPEST = 3;

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
    for (int depth = 0; depth <= DEEPEST; depth++) {
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
        reference + " is an index in an index, too deep to be an image. " + SelectedImage.CHOOSE);
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
