package io.github.captainos.release.look;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.registry.Access;
import io.github.captainos.release.Job;
import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.PlatformManifest.Choice;
import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.SelectedImage;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Steps;
import io.github.captainos.report.DiffReport;
import io.github.captainos.report.DiffReport.File;
import io.github.captainos.report.DiffReport.Side;
import io.github.captainos.report.DiffReport.State;
import io.github.captainos.report.FoundRelease;
import io.github.captainos.report.InspectReport;
import io.github.captainos.report.InspectReport.Layer;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Compares the images of two releases, without reading a file of them. Two files are the same if
 * they are in the same layer, or have the same SHA-256; the digest of a layer without a name stands
 * for its files.
 */
public final class Differ implements Job {
  private final Release release;
  private final Setting target;
  private final @Nullable Setting platform;
  private final @Nullable Setting withTag;

  /**
   * @param release the session, with the name of the first release
   * @param target which image: the name of a target, {@code both} or {@code combined}
   * @param platform which entry of an index, as {@code os/architecture[/variant]}, or null for one
   *     that both images have
   * @param withTag the tag of the second release, or null if it is not set
   */
  public Differ(
      Release release, Setting target, @Nullable Setting platform, @Nullable Setting withTag) {
    this.release = release;
    this.target = target;
    this.platform = platform;
    this.withTag = withTag;
  }

  @Override
  public List<String> check() throws ReleaseException {
    images();
    return List.of();
  }

  /** Returns the images of both releases. */
  private List<SelectedImage> images() throws ReleaseException {
    if (withTag == null) {
      throw new ReleaseException(
          "There is no release to compare with. Set captain.withTag to the tag of the second"
              + " release; captain.tag is that of the first.");
    }
    ReferenceSyntax.checkTag(withTag.value(), withTag.toString(), "Set another captain.withTag.");
    SelectedImage first = SelectedImage.of(release, target);
    choice(first);
    SelectedImage second = first.in(first.name().withTag(withTag.value()));
    second.name().check(List.of(second.target()), "captain.withTag");
    return List.of(first, second);
  }

  @Override
  public DiffReport run() throws ReleaseException {
    SelectedImage first = images().get(0);
    SelectedImage second = images().get(1);
    try (Release open = release.open(Access.READ)) {
      Map<String, Manifest> named = new LinkedHashMap<>();
      Manifest before = first.find(Steps.NOTHING_CHANGED);
      Manifest after = second.find(Steps.NOTHING_CHANGED, "captain.withTag");
      named.put(first.tag(), before);
      named.put(second.tag(), after);
      Map<String, VerificationKey> keys = open.signatures().verify(named, Steps.NOTHING_CHANGED);
      PlatformManifest from = reader(first).manifest(before, choiceOfFirst(first, after));
      PlatformManifest to = reader(second).manifest(after, choiceOfSecond(second, from));
      List<Layer> one = reader(first).layers(from);
      List<Layer> other = reader(second).layers(to);
      return DiffReport.of(
          release.repository().name(),
          first.name().tag(),
          first.name().flavor().name(),
          second.name().tag(),
          to.platformName(),
          image(first, before, keys),
          image(second, after, keys),
          compared(one, other),
          from.layers(),
          to.layers());
    }
  }

  private ImageReader reader(SelectedImage image) {
    return new ImageReader(image.reference(), release);
  }

  private static DiffReport.Image image(
      SelectedImage image, Manifest named, Map<String, VerificationKey> keys) {
    VerificationKey key = keys.get(image.tag());
    return new DiffReport.Image(
        new FoundRelease.Image(image.reference(), image.target(), named.descriptor()),
        key == null ? null : key.hint());
  }

  private Choice choice(SelectedImage image) throws ReleaseException {
    return PlatformManifest.choice(image.reference(), platform);
  }

  /**
   * Returns the choice of a platform of the first image: the user's, else one that the second has,
   * too; any, if that has none of them.
   */
  private Choice choiceOfFirst(SelectedImage first, Manifest second) throws ReleaseException {
    Choice choice = choice(first);
    if (platform != null) {
      return choice;
    }
    Set<Platform> platforms = platforms(second);
    return entries -> {
      List<Descriptor> common =
          entries.stream()
              .filter(entry -> plain(entry).filter(platforms::contains).isPresent())
              .toList();
      return choice.of(common.isEmpty() ? entries : common);
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

  /** Returns the choice of a platform of the second image: that of the first, if it has one. */
  private Choice choiceOfSecond(SelectedImage second, PlatformManifest first)
      throws ReleaseException {
    Platform same = first.platform();
    if (platform != null || same == null) {
      return choice(second);
    }
    return entries ->
        entries.stream()
            .filter(entry -> plain(entry).filter(same.plain()::equals).isPresent())
            .findFirst()
            .orElseThrow(
                () ->
                    new ReleaseException(
                        second.reference()
                            + " is not for the platform "
                            + Printable.of(same.toString())
                            + ", and the image that it is compared with has none of its platforms."
                            + " Compare other images, or set captain.platform to a platform of"
                            + " both."));
  }

  /**
   * Returns all files of two images: those of the second in the order of its layers, and then those
   * that it does not have.
   */
  private static List<File> compared(List<Layer> first, List<Layer> second) {
    Map<String, Side> from = files(first, second);
    Map<String, Side> to = files(second, first);
    List<File> files = new ArrayList<>();
    to.forEach(
        (path, side) -> {
          Side before = from.get(path);
          State state =
              before == null ? State.ADDED : areSame(before, side) ? State.SAME : State.CHANGED;
          files.add(new File(path, state, before, side));
        });
    from.forEach(
        (path, side) -> {
          if (!to.containsKey(path)) {
            files.add(new File(path, State.REMOVED, side, null));
          }
        });
    addDirectories(files, first, second);
    return files;
  }

  /**
   * Adds directories whose layers differ, and none of their files: then it is their links or empty
   * directories, which no checksum file lists. Not if they are compressed, since they may only be
   * compressed differently.
   */
  private static void addDirectories(List<File> files, List<Layer> first, List<Layer> second) {
    Set<String> listed = new HashSet<>(); // those of files that differ
    for (File file : files) {
      if (file.state() != State.SAME) {
        Stream.of(file.from(), file.to())
            .flatMap(side -> Stream.ofNullable(side).map(Side::directory))
            .forEach(listed::add);
      }
    }
    Map<String, Layer> before = directories(first);
    directories(second)
        .forEach(
            (name, layer) -> {
              Side from = before.containsKey(name) ? side(before.get(name), null, null) : null;
              Side to = side(layer, null, null);
              if (from != null && !listed.contains(name) && !areSame(from, to)) {
                files.add(new File(name, State.CHANGED, from, to));
              }
            });
  }

  /** Returns the directories that are not compressed, by their names. */
  private static Map<String, Layer> directories(List<Layer> layers) {
    Map<String, Layer> directories = new LinkedHashMap<>();
    for (Layer layer : layers) {
      if (layer.name() != null && layer.isDirectory() && "none".equals(layer.compression())) {
        directories.put(layer.name(), layer);
      }
    }
    return directories;
  }

  private static boolean areSame(Side one, Side other) {
    return one.layer().digest().equals(other.layer().digest())
        || one.sha256() != null && one.sha256().equals(other.sha256());
  }

  /**
   * Returns the files of an image by their paths. What is a directory with known files in one
   * image, and not in the other, is compared as a whole.
   */
  private static Map<String, Side> files(List<Layer> layers, List<Layer> others) {
    Map<Object, Layer> sameLayers = new LinkedHashMap<>();
    Set<String> whole = new HashSet<>(); // the names of layers that are not known to be directories
    for (Layer other : others) {
      sameLayers.putIfAbsent(other.content().digest(), other);
      if (!other.isDirectory() && other.name() != null) {
        whole.add(other.name());
      }
    }
    Map<String, Side> files = new LinkedHashMap<>();
    for (Layer layer : layers) {
      Layer same = sameLayers.get(layer.content().digest());
      Layer known = !layer.isDirectory() && same != null && same.isDirectory() ? same : layer;
      String name = known.name();
      if (name == null) {
        files.put(layer.content().layerName(), side(layer, null, null));
      } else if (known.isDirectory() && whole.contains(name) && same == null) {
        files.put(name, side(layer, null, null));
      } else {
        for (InspectReport.File file : known.files()) {
          files.put(file.name(), side(layer, file.sha256(), known.isDirectory() ? name : null));
        }
      }
    }
    return files;
  }

  private static Side side(Layer layer, @Nullable String sha256, @Nullable String directory) {
    Long size = directory == null ? layer.content().size() : null;
    return new Side(size, sha256, layer.content(), directory);
  }
}
