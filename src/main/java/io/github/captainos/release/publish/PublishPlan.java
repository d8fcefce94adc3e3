package io.github.captainos.release.publish;

import io.github.captainos.image.Annotations;
import io.github.captainos.image.Image;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Platform;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.release.AttestedImage;
import io.github.captainos.release.Builder;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.KnownPlatforms;
import io.github.captainos.release.PublicUrl;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.publish.input.Layers;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.support.Log;
import io.github.captainos.support.Suggestion;
import io.github.captainos.trust.Predicate;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images that are made of files: which, with which names, platforms and annotations, and what
 * is stated about them; and with all digests, as soon as the files are read.
 */
public final class PublishPlan {
  private static final Log LOG = Log.of(PublishPlan.class);
  private static final Set<String> URLS = Set.of(Annotations.SOURCE, Annotations.URL);
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?");

  private final Release release;
  private final Layers files;
  private final Setting target;

  /** The targets of the images, in the order in which their tags move. */
  private final List<String> selected = new ArrayList<>();

  private final List<Platform> platforms;
  private final Map<String, String> annotations = new TreeMap<>();

  /** What the SBOM of each target states, by the target's name; known when the files are found. */
  private Map<String, Predicate> sboms = Map.of();

  /**
   * Checks the parameters.
   *
   * @param release the release; its targets are those of the files
   * @param files the files
   * @param target which images: the name of a target, {@code both}, {@code combined} or {@code all}
   * @param platforms the platforms of each image, each as {@code os/architecture[/variant]}
   * @param annotations annotations that are added to, or replace, those of every image
   * @param defaults annotations that every image has unless one of those replaces them
   * @throws ReleaseException if one is invalid
   */
  public PublishPlan(
      Release release,
      Layers files,
      Setting target,
      List<String> platforms,
      Map<String, @Nullable String> annotations,
      Map<String, String> defaults)
      throws ReleaseException {
    this.release = release;
    this.files = files;
    checkTargets(files.targets());
    select(target);
    this.platforms = platforms(platforms);
    this.annotations.putAll(defaults);
    this.annotations.putAll(checked(annotations));
    this.target = target;
  }

  /**
   * Finds the files, without reading them, and reads the SBOMs. A deferred goal does so twice.
   *
   * @param isDryRun whether nothing is published, for which no key is needed: a machine that checks
   *     the changes of others has none
   * @throws ReleaseException if a file is invalid
   */
  public void find(boolean isDryRun) throws ReleaseException {
    files.find(
        selected.stream().map(this::contents).toList(),
        release.versioning().flavor(release.targets()));
    sboms = sboms(isDryRun);
  }

  /** Returns the release. */
  Release release() {
    return release;
  }

  /** Returns which images, as the user has set it. */
  Setting target() {
    return target;
  }

  /** Returns threads that read files: no more than there are processors. */
  Tasks readers() {
    return new Tasks(Math.min(release.parallelism(), Runtime.getRuntime().availableProcessors()));
  }

  /** Returns the references of the images. */
  List<String> references() throws ReleaseException {
    return tags().keySet().stream().map(release::reference).toList();
  }

  private static void checkTargets(List<TargetFiles> targets) throws ReleaseException {
    if (targets.isEmpty()) {
      throw new ReleaseException(
          "There is nothing to publish: no <targets> are set. Add to the plugin's configuration"
              + " a <target> with a <name> and its <files>.");
    }
    for (TargetFiles target : targets) {
      if (target.files().isEmpty()) {
        throw new ReleaseException(
            "The <target> '" + target.name() + "' has no files. Add a <file> to its <files>.");
      }
    }
  }

  private void select(Setting target) throws ReleaseException {
    boolean isAll = target.value().equals(TargetNames.ALL);
    boolean isCombined = TargetNames.isCombined(target.value());
    List<String> names = files.targets().stream().map(TargetFiles::name).toList();
    if (isAll) {
      selected.addAll(names);
    } else if (names.contains(target.value())) {
      selected.add(target.value());
    } else if (!isCombined) {
      throw TargetNames.unknown(names, target, List.of(TargetNames.ALL), "");
    }
    if (isAll || isCombined) {
      selected.add(TargetNames.COMBINED);
    }
  }

  private static List<Platform> platforms(List<String> texts) throws ReleaseException {
    Map<String, Platform> platforms = new LinkedHashMap<>();
    for (String text : texts) {
      Platform platform = platform(text.strip());
      if (platforms.put(platform.toString(), platform) != null) {
        throw new ReleaseException("captain.platforms has " + platform + " twice. Remove one.");
      }
    }
    if (platforms.isEmpty()) {
      throw new ReleaseException(
          "captain.platforms is empty. Set it, as in linux/amd64,linux/arm64.");
    }
    return List.copyOf(platforms.values());
  }

  private static Platform platform(String text) throws ReleaseException {
    String suggestion = Suggestion.question(KnownPlatforms.meant(text));
    try {
      Platform platform = Platform.parse(text);
      if (!suggestion.isEmpty()) {
        LOG.warn("captain.platforms has {}, which is not a known platform.{}", text, suggestion);
      }
      return platform;
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(e.getMessage() + "." + suggestion + " Set captain.platforms.", e);
    }
  }

  /**
   * Checks the user's annotations.
   *
   * @return the annotations, without passwords and tokens in URLs
   * @throws ReleaseException if a key or a value is invalid; one exception names all
   */
  static Map<String, String> checked(Map<String, @Nullable String> annotations)
      throws ReleaseException {
    Map<String, String> checked = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    annotations.forEach(
        (key, value) -> {
          if (!KEY.matcher(key).matches()) {
            problems.add(
                "'" + key + "' is not a valid key: letters, digits, '.', '_', '-' and '/'");
          } else if (value == null) {
            problems.add(key + " has no value");
          } else if (key.equals(Annotations.CREATED) && !isDateTime(value)) {
            problems.add(key + " is not a date and time as in 2026-01-31T12:00:00Z: " + value);
          } else {
            // what a CI system gives as the URL may have a token
            checked.put(key, URLS.contains(key) ? PublicUrl.of(value) : value);
          }
        });
    if (!problems.isEmpty()) {
      throw ReleaseException.of("Invalid <annotations>:", problems);
    }
    return checked;
  }

  /** RFC 3339, section 5.6, as the OCI specification requires. */
  private static boolean isDateTime(String value) {
    try {
      OffsetDateTime.parse(value);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private Map<String, Predicate> sboms(boolean isDryRun) throws ReleaseException {
    if (release.trust().signingKey() == null && !files.sboms().isEmpty()) {
      String problem =
          "The target "
              + files.sboms().keySet().iterator().next()
              + " has an <sbom>, and there is no key that signs it. Set captain.signKey to a file"
              + " with a private key, or remove the <sbom>.";
      if (!isDryRun) {
        throw new ReleaseException(problem);
      }
      LOG.warn("Without captain.dryRun, this would be an error: {}", problem);
    }
    return files.readSboms();
  }

  /** Returns the files. */
  Layers files() {
    return files;
  }

  /** Returns whether the combined image is published. */
  boolean isCombined() {
    return selected.contains(TargetNames.COMBINED);
  }

  /** Returns the targets whose files are in an image. */
  List<TargetFiles> contents(String target) {
    return files.targets().stream()
        .filter(one -> TargetNames.isCombined(target) || one.name().equals(target))
        .toList();
  }

  /**
   * Returns how many requests will be sent at a time: one for each tag that is looked up; one for
   * each file if it is known that they will be sent.
   *
   * @param isNew whether files will be sent
   */
  int requests(boolean isNew) {
    return isNew ? Math.max(selected.size(), files.count()) : selected.size();
  }

  /** Returns the number of configs and checksum files. */
  int smallBlobs() {
    return selected.size() * (platforms.size() + 1);
  }

  /**
   * Returns the tags of the images with their targets, in the order in which they move: that of the
   * combined image last, so that if it exists, the others exist, too.
   *
   * @throws ReleaseException if the Git repository cannot be read, if a tag is too long, or if the
   *     commit cannot be named in provenance
   */
  Map<String, String> tags() throws ReleaseException {
    if (hasProvenance()) {
      Builder.checkCommit(release.version().revision());
    }
    ReleaseName name = release.name();
    name.check(selected, "captain.tag");
    Map<String, String> tags = new LinkedHashMap<>();
    selected.forEach(target -> tags.put(name.tagOf(target), target));
    return tags;
  }

  /**
   * An image with its tag.
   *
   * @param target the target's name, or {@code both}
   * @param contents the layers of each target whose files are in it, by the target's name
   */
  public record PlannedImage(
      String tag, String target, Map<String, List<Layer>> contents, Image image) {

    /** Returns its layers, in the order in which they are unpacked. */
    public List<Layer> layers() {
      return contents.values().stream().flatMap(List::stream).toList();
    }

    /** Returns its index. */
    public Manifest index() {
      return image.index();
    }
  }

  /**
   * Waits for the files, and computes all digests.
   *
   * @return the images, in the order in which their tags move
   * @throws ReleaseException if a file cannot be read
   */
  public List<PlannedImage> images() throws ReleaseException {
    Map<String, List<Layer>> layers = files.await();
    Version version = release.version();
    List<PlannedImage> images = new ArrayList<>();
    tags()
        .forEach(
            (tag, target) -> {
              Map<String, List<Layer>> contents = new LinkedHashMap<>();
              contents(target)
                  .forEach(
                      one -> contents.put(one.name(), layers.getOrDefault(one.name(), List.of())));
              images.add(new PlannedImage(tag, target, contents, image(tag, version, contents)));
            });
    return images;
  }

  private Image image(String tag, Version version, Map<String, List<Layer>> contents) {
    Map<String, String> own = new TreeMap<>();
    own.put(Annotations.CREATED, version.created().toString());
    if (version.revision() != null) {
      own.put(Annotations.REVISION, version.revision());
    }
    own.put(Annotations.VERSION, tag);
    own.put(Annotations.TITLE, release.repository().artifactName());
    own.putAll(annotations);
    return Image.of(
        contents.values().stream().flatMap(List::stream).map(Layer::described).toList(),
        platforms,
        version.created(),
        own);
  }

  /** Returns the URL of the source repository that the images name, or null if they name none. */
  @Nullable String source() {
    return annotations.get(Annotations.SOURCE);
  }

  /** Starts to compare the tracked files with the commit that the images refer to. */
  UncommittedChanges compare(Tasks threads) throws ReleaseException {
    return UncommittedChanges.begin(
        release.versioning().directory(), release.version().revision(), threads);
  }

  /** Returns whether it has to be known how the images were built. */
  boolean hasProvenance() {
    return release.trust().builder() != null;
  }

  /**
   * Returns the images with what is stated about them.
   *
   * @param areFilesChanged whether tracked files differ from the commit; empty if that is not known
   * @throws ReleaseException if the commit is abbreviated
   */
  List<AttestedImage> attested(List<PlannedImage> images, Optional<Boolean> areFilesChanged)
      throws ReleaseException {
    Builder builder = release.trust().builder();
    if (builder != null && source() == null) {
      LOG.warn(
          "The provenance names no source repository, since the POM has no <scm><url>. Set it to"
              + " the URL of the repository.");
    }
    List<AttestedImage> attested = new ArrayList<>();
    for (PlannedImage image : images) {
      Set<Predicate> predicates = new LinkedHashSet<>();
      for (String target : image.contents().keySet()) {
        Optional.ofNullable(sboms.get(target)).ifPresent(predicates::add);
      }
      if (builder != null) {
        Map<String, Map<String, String>> targets = new LinkedHashMap<>();
        image.contents().forEach((target, layers) -> targets.put(target, digests(layers)));
        predicates.add(
            builder
                .provenance(
                    release.repository().signedName() + ":" + image.tag(),
                    source(),
                    release.version().revision())
                .ofFiles(targets, areFilesChanged.orElse(null)));
      }
      attested.add(new AttestedImage(image.tag(), image.index(), List.copyOf(predicates)));
    }
    return attested;
  }

  /** Without its checksums, which follow from the other files. */
  private static Map<String, String> digests(List<Layer> layers) {
    Map<String, String> digests = new LinkedHashMap<>();
    for (Layer layer : layers) {
      if (!ChecksumNames.isOne(layer.name())) {
        layer.files().forEach(file -> digests.put(file.path(), file.digest().getHash()));
      }
    }
    return digests;
  }
}
