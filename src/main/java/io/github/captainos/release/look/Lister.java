package io.github.captainos.release.look;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.Job;
import io.github.captainos.release.PlatformManifest;
import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Steps;
import io.github.captainos.release.TargetNames;
import io.github.captainos.report.FoundRelease;
import io.github.captainos.report.ListReport;
import io.github.captainos.report.ListReport.ListedRelease;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the releases of a repository, and which of them are complete. */
public final class Lister implements Job {
  private static final Comparator<ListedRelease> NEWEST_FIRST =
      Comparator.comparing(ListedRelease::created, Comparator.nullsLast(Comparator.reverseOrder()));

  /** The tags of signatures and the like, which name the image that they belong to. */
  private static final Pattern OF_DIGEST = Pattern.compile("sha256-[0-9a-f]{64}.*");

  private final Release release;
  private final int limit;

  /**
   * @param release the session; without a flavor, all flavors are listed
   * @param limit how many releases are read at most
   */
  public Lister(Release release, int limit) {
    this.release = release;
    this.limit = limit;
  }

  private Flavor flavor() throws ReleaseException {
    return release.versioning().flavor(release.targets());
  }

  @Override
  public List<String> check() throws ReleaseException {
    flavor();
    return List.of();
  }

  @Override
  public ListReport run() throws ReleaseException {
    Flavor flavor = flavor();
    String repository = release.repository().name();
    try (Release open = release.open(Access.READ)) {
      open.awaitLogin(repository, "listing the tags", Steps.NOTHING_CHANGED);
      List<String> tags =
          Steps.step(
                  repository,
                  "listing the tags",
                  Steps.NOTHING_CHANGED,
                  () -> open.registry().tags())
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          "There is no repository "
                              + repository
                              + ". Set captain.repository, captain.artifactName and"
                              + " captain.registry to where the images are."));
      List<Group> groups = groups(tags, release.targets(), flavor.name());
      int count = Math.min(groups.size(), limit);
      return new ListReport(
          repository,
          flavor.name(),
          release.targets(),
          limit,
          read(groups.subList(0, count)).stream()
              .filter(one -> isOf(flavor, one))
              .sorted(NEWEST_FIRST)
              .toList(),
          notRead(groups.subList(count, groups.size())));
    }
  }

  /** A tag that ends with {@code -pi} may also be one of the flavor {@code raspberry-pi}. */
  private static boolean isOf(Flavor flavor, ListedRelease listed) {
    return flavor.name() == null
        || listed.flavor() == null
        || flavor.name().equals(listed.flavor());
  }

  /** Returns the tags of releases: first names such as {@code latest}, of which there are few. */
  private static List<String> notRead(List<Group> groups) {
    return groups.stream()
        .sorted(Comparator.comparing(group -> group.order().isName() ? 0 : 1))
        .map(Group::tag)
        .toList();
  }

  /**
   * A release.
   *
   * @param tag the tag of its combined image, which need not exist
   * @param order its place in version order
   * @param targets the targets of which there is a tag, {@code both} for the combined image
   */
  record Group(String tag, VersionOrder order, List<String> targets) {}

  /**
   * Groups tags into releases.
   *
   * @param tags the tags, of which some may be invalid; these are left out
   * @param targets the names of all targets
   * @param flavor the flavor of the releases, or null for all
   * @return the releases, in version order
   */
  static List<Group> groups(List<String> tags, List<String> targets, @Nullable String flavor) {
    // of amd64 and rpi-amd64, the longer one is meant
    List<String> endings =
        targets.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
    Map<String, Group> groups = new LinkedHashMap<>();
    for (String tag : tags) {
      if (!ReferenceSyntax.isTag(tag) || OF_DIGEST.matcher(tag).matches()) {
        continue;
      }
      String target = targetOf(tag, endings);
      String release =
          target.equals(TargetNames.COMBINED)
              ? tag
              : tag.substring(0, tag.length() - target.length() - 1);
      if (flavor == null || release.endsWith("-" + flavor)) {
        groups
            .computeIfAbsent(
                release, one -> new Group(one, VersionOrder.of(one), new ArrayList<>()))
            .targets()
            .add(target);
      }
    }
    return groups.values().stream().sorted(Comparator.comparing(Group::order)).toList();
  }

  private static String targetOf(String tag, List<String> targets) {
    for (String target : targets) {
      if (tag.length() > target.length() + 1 && tag.endsWith("-" + target)) {
        return target;
      }
    }
    return TargetNames.COMBINED;
  }

  /**
   * An image that was read.
   *
   * @param group its release
   * @param target its target
   * @param manifest its manifest; null if it cannot be read, or does not exist any more
   * @param facts what is said of it as a whole; null as well
   * @param problem why it cannot be read, or null
   */
  private record Read(
      Group group,
      String target,
      @Nullable PlatformManifest manifest,
      ImageReader.@Nullable Facts facts,
      @Nullable String problem) {}

  /** Reads all images of releases, several at a time. */
  private List<ListedRelease> read(List<Group> groups) throws ReleaseException {
    List<Callable<Read>> reads = new ArrayList<>();
    Map<String, List<Read>> byRelease = new LinkedHashMap<>();
    for (Group group : groups) {
      byRelease.put(group.tag(), new ArrayList<>());
      group.targets().forEach(target -> reads.add(() -> read(group, target)));
    }
    for (Read read : release.tasks().all(reads)) {
      Objects.requireNonNull(byRelease.get(read.group().tag())).add(read);
    }
    return byRelease.entrySet().stream().map(one -> listed(one.getKey(), one.getValue())).toList();
  }

  private Read read(Group group, String target) throws ReleaseException {
    String tag = new ReleaseName(group.tag(), Flavor.NONE).tagOf(target);
    String reference = release.reference(tag);
    ImageReader reader = new ImageReader(reference, release);
    try {
      Optional<Manifest> named =
          Steps.step(
              reference,
              "looking up the tag",
              Steps.NOTHING_CHANGED,
              () -> release.registry().manifest(tag));
      if (named.isEmpty()) {
        return new Read(group, target, null, null, null);
      }
      PlatformManifest manifest =
          reader.manifest(named.get(), PlatformManifest.choice(reference, null));
      return new Read(group, target, manifest, reader.facts(manifest), null);
    } catch (ReleaseException e) {
      if (!Steps.isOfContent(e)) {
        throw e;
      }
      // one tag may be of something broken, or else than an image, which is no reason to list none
      return new Read(group, target, null, null, e.getMessage());
    }
  }

  private ListedRelease listed(String tag, List<Read> reads) {
    Map<String, PlatformManifest> images = new LinkedHashMap<>();
    for (Read read : reads) {
      if (read.manifest() != null) {
        images.put(read.target(), read.manifest());
      }
    }
    ReleaseName name = new ReleaseName(tag, Flavor.NONE);
    FoundRelease found =
        ImageReader.release(
            release.targets(), images, target -> release.reference(name.tagOf(target)));
    ImageReader.Facts facts = facts(reads);
    return new ListedRelease(
        tag,
        flavor(tag, images),
        found.digest(),
        facts == null ? null : facts.created(),
        facts == null ? null : facts.revision(),
        found,
        reads.stream().flatMap(read -> Stream.ofNullable(read.problem())).toList());
  }

  /** Returns the facts of the combined image, or else those of the first of a target. */
  private static ImageReader.@Nullable Facts facts(List<Read> reads) {
    Stream<Read> combinedFirst =
        Stream.concat(
            reads.stream().filter(read -> TargetNames.isCombined(read.target())), reads.stream());
    return combinedFirst.flatMap(read -> Stream.ofNullable(read.facts())).findFirst().orElse(null);
  }

  /** Returns the flavor in the names of the checksum files, if the tag ends with it. */
  private @Nullable String flavor(String tag, Map<String, PlatformManifest> images) {
    return images.values().stream()
        .flatMap(image -> image.layers().stream())
        .flatMap(layer -> Stream.ofNullable(ImageReader.nameOf(layer)))
        .flatMap(file -> release.targets().stream().map(one -> ChecksumNames.flavor(file, one)))
        .flatMap(Optional::stream)
        .filter(flavor -> tag.endsWith("-" + flavor))
        .findFirst()
        .orElse(null);
  }
}
