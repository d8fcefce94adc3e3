package io.github.captainos.release;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ReleaseVersion.Version;
import io.github.captainos.report.Progress;
import io.github.captainos.support.Log;
import io.github.captainos.support.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The session of a job: the names of a release, the repository of its images, and the keys. While
 * it is open, it is logged in to the registry, looks tags up, signs images and moves tags. What it
 * has found out of the Git repository stays the same until the build ends.
 */
public class Release implements AutoCloseable {
  private static final Log LOG = Log.of(Release.class);

  private final Repository repository;
  private final ReleaseVersion versioning;
  private final List<String> targets;
  private final Trust trust;
  private final Progress progress;
  private final int parallelism;

  private @Nullable Version version;
  private @Nullable ReleaseName name;
  private @Nullable Session session;

  /**
   * What an open release has.
   *
   * @param login the reason why the login failed, or empty; known when it has ended
   */
  private record Session(
      Registry registry, Tasks tasks, Future<Optional<IOException>> login, Signatures signatures) {}

  /**
   * @param versioning what determines the version
   * @param targets the names of all targets
   * @param trust the keys
   * @param progress shows the progress of files; it is closed with the release
   * @param parallelism how many requests are sent, and how many files are read, at a time
   * @throws ReleaseException if a target has an invalid name
   */
  public Release(
      Repository repository,
      ReleaseVersion versioning,
      List<String> targets,
      Trust trust,
      Progress progress,
      int parallelism)
      throws ReleaseException {
    TargetNames.check(targets);
    this.repository = repository;
    this.versioning = versioning;
    this.targets = List.copyOf(targets);
    this.trust = trust;
    this.progress = progress;
    this.parallelism = parallelism;
  }

  public final Repository repository() {
    return repository;
  }

  public final ReleaseVersion versioning() {
    return versioning;
  }

  /** Returns the names of all targets. */
  public final List<String> targets() {
    return targets;
  }

  public final Trust trust() {
    return trust;
  }

  public final Progress progress() {
    return progress;
  }

  public final int parallelism() {
    return parallelism;
  }

  /**
   * Returns the version, for which the Git repository is read once.
   *
   * @throws ReleaseException if it cannot be read, or if a setting is invalid
   */
  public final synchronized Version version() throws ReleaseException {
    if (version == null) {
      version = versioning.version();
    }
    return version;
  }

  /**
   * Returns the name; the Git repository is read only if necessary.
   *
   * @throws ReleaseException if it cannot be read, or if a setting is invalid
   */
  public final synchronized ReleaseName name() throws ReleaseException {
    if (name == null) {
      Flavor flavor = versioning.flavor(targets);
      String tag = versioning.tag() == null ? version().tag() : versioning.checkedTag();
      name = new ReleaseName(tag, flavor);
    }
    return name;
  }

  /**
   * Returns the tags of all images with their targets, in the order in which they move: that of the
   * combined image last.
   *
   * @throws ReleaseException as for {@link #name()}, and if a tag is too long
   */
  public final Map<String, String> tags() throws ReleaseException {
    name().check(TargetNames.withCombined(targets), "captain.tag");
    return name().targets(targets);
  }

  /**
   * Returns the name that the release gets with another tag.
   *
   * @param newTag the parameter {@code captain.newTag}
   * @throws ReleaseException if it or the flavor is invalid, or if a tag is too long
   */
  public final ReleaseName named(Setting newTag) throws ReleaseException {
    ReferenceSyntax.checkTag(newTag.value(), newTag.toString(), "Set another captain.newTag.");
    ReleaseName name = new ReleaseName(newTag.value(), versioning.flavor(targets));
    name.check(TargetNames.withCombined(targets), "captain.newTag");
    return name;
  }

  /** Returns the reference of a tag, as in messages and reports. */
  public final String reference(String tag) {
    return repository.reference(tag);
  }

  /**
   * Opens the repository, and begins to log in to it.
   *
   * @throws ReleaseException if the certificates to be trusted cannot be read
   */
  public final Release open(Access access) throws ReleaseException {
    return open(registry(access));
  }

  /**
   * Does so to copy blobs of another repository into it, which the registry can do itself if it has
   * both.
   *
   * @throws ReleaseException if the certificates to be trusted cannot be read
   */
  public final Release openForCopy(Access access, Repository from) throws ReleaseException {
    return open(repository.openForCopy(access, from));
  }

  private Release open(Registry registry) {
    Tasks tasks = new Tasks(parallelism);
    session =
        new Session(
            registry,
            tasks,
            tasks.begin(() -> logIn(registry)),
            new Signatures(trust, repository, registry, tasks));
    return this;
  }

  /** Opens the registry: a test that watches a job has its own. */
  protected Registry registry(Access access) throws ReleaseException {
    return repository.open(access);
  }

  /** The login is done once, before concurrent requests: a wrong password is sent only once. */
  private static Optional<IOException> logIn(Registry registry) {
    try {
      registry.logIn();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e);
    }
  }

  private Session session() {
    if (session == null) {
      throw new IllegalStateException("the release is not open");
    }
    return session;
  }

  /** Returns the opened repository. */
  public final Registry registry() {
    return session().registry();
  }

  /** Returns what runs tasks while the repository is open. */
  public final Tasks tasks() {
    return session().tasks();
  }

  /** Returns the signatures in the repository. */
  public final Signatures signatures() {
    return session().signatures();
  }

  /**
   * Opens connections while the registry is logged in to, which has one itself. If one cannot be
   * opened, the request that needs it says why.
   *
   * @param requests how many tasks will send requests
   */
  public final void connect(int requests) {
    connect(Math.min(requests, parallelism) - 1, tasks());
  }

  /** Opens more connections, for what other threads will send. */
  public final void connect(int count, Tasks threads) {
    for (int i = 0; i < count; i++) {
      threads.begin(
          () -> {
            try {
              registry().connect();
            } catch (IOException e) {
              LOG.debug("A connection was not opened ahead", e);
            }
            return this;
          });
    }
  }

  /**
   * Waits until the login has ended: a request before it would log in, too.
   *
   * @param reference the image or repository of the first request, for messages
   * @param doing what that request is for
   * @param state the resulting state if the login failed: a sentence
   * @throws ReleaseException if it failed
   */
  public final void awaitLogin(String reference, String doing, String state)
      throws ReleaseException {
    Optional<IOException> failure = Tasks.await(session().login());
    if (failure.isPresent()) {
      throw Steps.failure(reference, doing, state, failure.get());
    }
  }

  private record Found(String tag, Optional<Manifest> manifest) {}

  /** Looks up tags, as {@link #manifests(Collection, String)} does, before one moves. */
  public final Map<String, Manifest> manifests(Collection<String> tags) throws ReleaseException {
    return manifests(tags, Steps.NO_TAG_MOVED);
  }

  /**
   * Looks up tags.
   *
   * @param state the resulting state if that fails: a sentence
   * @return what they refer to, in the order of the tags; without tags that do not exist
   * @throws ReleaseException if the login or a request failed
   */
  public final Map<String, Manifest> manifests(Collection<String> tags, String state)
      throws ReleaseException {
    String doing = "looking up the tag";
    if (!tags.isEmpty()) {
      awaitLogin(reference(tags.iterator().next()), doing, state);
    }
    List<Callable<Found>> lookups = new ArrayList<>();
    for (String tag : tags) {
      lookups.add(
          () ->
              new Found(
                  tag, Steps.step(reference(tag), doing, state, () -> registry().manifest(tag))));
    }
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    for (Found found : tasks().all(lookups)) {
      found.manifest().ifPresent(manifest -> manifests.put(found.tag(), manifest));
    }
    return manifests;
  }

  /**
   * Looks up tags that have to exist.
   *
   * @param done what is done with their images, in the past tense
   * @return what they refer to, in the order of the tags
   * @throws ReleaseException if a request failed, or if some do not exist; it names all of them
   */
  public final Map<String, Manifest> existing(Collection<String> tags, String done)
      throws ReleaseException {
    Map<String, Manifest> found = manifests(tags);
    checkExist(tags, found, done);
    return found;
  }

  /**
   * Checks that tags exist.
   *
   * @param found what {@link #manifests} returned
   * @param done what is done with their images, in the past tense
   * @throws ReleaseException if some do not exist; it names all of them
   */
  public final void checkExist(Collection<String> tags, Map<String, Manifest> found, String done)
      throws ReleaseException {
    List<String> missing =
        tags.stream().filter(tag -> !found.containsKey(tag)).map(this::reference).toList();
    if (!missing.isEmpty()) {
      List<String> there = tags.stream().filter(found::containsKey).toList();
      throw ReleaseException.of(
          "Images do not exist, so none was "
              + done
              + ". "
              // what is there in part was published under this tag
              + (there.isEmpty()
                  ? advice("captain.tag", name())
                  : "There is " + String.join(", ", there) + ". " + choose("captain.tag"))
              + " Missing:",
          missing);
    }
  }

  /**
   * Says what to do if images do not exist: which others there are, by the tags of the repository.
   * If their tag is the default, the commit may have been published under another version tag.
   *
   * @param parameter the parameter that determines the tag
   * @param missing the release that the images would be of
   */
  public final String advice(String parameter, ReleaseName missing) throws ReleaseException {
    List<String> tags = new ArrayList<>();
    try {
      registry().tags().orElse(List.of()).stream()
          .filter(ReferenceSyntax::isTag)
          .forEach(tags::add);
    } catch (IOException e) {
      LOG.debug("The tags cannot be listed", e);
    }
    Optional<String> published =
        parameter.equals("captain.tag") ? published(tags) : Optional.empty();
    if (published.isPresent()) {
      String tag = published.get();
      return "This commit was published as " + tag + ": set -D" + parameter + "=" + tag + ".";
    }
    List<String> there = new ArrayList<>(missing.targets(targets).keySet());
    there.retainAll(tags);
    if (!there.isEmpty()) {
      return "There is " + String.join(", ", there) + ". " + choose(parameter);
    }
    // a tag of the combined image, also where it does not exist
    Set<String> releases = new LinkedHashSet<>();
    for (String tag : tags) {
      String target =
          targets.stream().filter(name -> tag.endsWith("-" + name)).findFirst().orElse("");
      releases.add(target.isEmpty() ? tag : tag.substring(0, tag.length() - target.length() - 1));
    }
    List<String> meant = Suggestion.meant(missing.combined(), releases);
    return (meant.isEmpty() ? "" : Suggestion.question(meant).strip() + " ") + choose(parameter);
  }

  private static String choose(String parameter) {
    return "Publish first, or set "
        + parameter
        + " to the tag of a release (captain:list shows them), captain.flavor to its flavor, if"
        + " any, <targets> (or captain.targets) to the targets that were published, and"
        + " captain.registry, captain.repository and captain.artifactName to where they are.";
  }

  /** Returns another tag that ends in this commit, if the tag was computed. */
  private Optional<String> published(List<String> tags) throws ReleaseException {
    String revision = versioning.tag() == null ? version().revision() : null;
    if (revision == null) {
      return Optional.empty();
    }
    String end = "-" + versioning.abbreviated(revision);
    String own = version().tag();
    Set<String> endings = new ReleaseName(end, name().flavor()).targets(targets).keySet();
    return tags.stream()
        .flatMap(
            tag ->
                endings.stream()
                    .filter(tag::endsWith)
                    .map(ending -> tag.substring(0, tag.length() - ending.length()) + end))
        .filter(tag -> !tag.equals(own) && !tag.equals(end))
        .findFirst();
  }

  /**
   * Checks that tags do not refer to other images.
   *
   * @param images the images that they are to refer to
   * @param now what they refer to
   * @param parameter the parameter that determines the tags
   * @throws ReleaseException if some do; it names all of them
   */
  public final void checkNotTaken(
      Map<String, Manifest> images, Map<String, Manifest> now, String parameter)
      throws ReleaseException {
    List<String> taken = new ArrayList<>();
    images.forEach(
        (tag, image) -> {
          Manifest other = now.get(tag);
          if (other != null && !image.isSame(other)) {
            taken.add(reference(tag) + " (" + other.digest() + ")");
          }
        });
    if (!taken.isEmpty()) {
      throw ReleaseException.of(
          "Tags refer to other images already, so none was moved. Choose another "
              + parameter
              + ", or set captain.overwrite to true:",
          taken);
    }
  }

  /**
   * Sends a manifest or index below an image, or an image whose tag moves later.
   *
   * @param reference the image, for messages
   * @return the manifest
   * @throws ReleaseException if the request failed
   */
  public final Manifest push(String reference, Manifest manifest) throws ReleaseException {
    Steps.step(
        reference,
        "uploading a manifest",
        Steps.NO_TAG_MOVED,
        () -> registry().pushManifest(manifest));
    return manifest;
  }

  /** What became of a move; the failure is empty if the tag has moved. */
  private record Moved(String tag, Optional<IOException> failure) {

    /** Unless the registry rejected the request, the tag may have moved: its answer was lost. */
    boolean isRefused() {
      return failure
          .filter(e -> e instanceof RegistryException answer && answer.isRefusal())
          .isPresent();
    }
  }

  /**
   * Moves tags: the last one after the others, which move at the same time in a registry. In a
   * layout, all of them move at once, or none.
   *
   * @param images the images that the tags will refer to; that of the combined image is the last
   * @throws ReleaseException if one cannot be moved; those after it are not attempted, and the
   *     message says which have moved
   */
  public final void moveTags(Map<String, Manifest> images) throws ReleaseException {
    List<String> tags = List.copyOf(images.keySet());
    if (repository.isLayout() && !tags.isEmpty()) {
      Steps.step(
          repository.name(),
          "moving the tags",
          Steps.NO_TAG_MOVED,
          () -> registry().tagAll(images));
      return;
    }
    List<Moved> moved = new ArrayList<>();
    while (moved.size() < tags.size() && moved.stream().allMatch(one -> one.failure().isEmpty())) {
      int from = moved.size();
      List<Callable<Moved>> moves = new ArrayList<>();
      for (String tag : tags.subList(from, Math.max(from + 1, tags.size() - 1))) {
        moves.add(() -> move(tag, images.get(tag)));
      }
      moved.addAll(tasks().all(moves));
    }
    for (Moved one : moved) {
      if (one.failure().isPresent()) {
        throw Steps.failure(
            reference(one.tag()), "moving the tag", state(tags, moved), one.failure().get());
      }
    }
  }

  private Moved move(String tag, Manifest image) {
    try {
      registry().tag(tag, image);
      return new Moved(tag, Optional.empty());
    } catch (IOException e) {
      return new Moved(tag, Optional.of(e));
    }
  }

  private String state(List<String> tags, List<Moved> moved) {
    List<String> done =
        moved.stream().filter(one -> one.failure().isEmpty()).map(Moved::tag).toList();
    List<String> not =
        Stream.concat(
                moved.stream().filter(Moved::isRefused).map(Moved::tag),
                tags.stream().skip(moved.size()))
            .toList();
    List<String> perhaps =
        tags.stream().filter(tag -> !done.contains(tag) && !not.contains(tag)).toList();
    return Stream.of(
                references("Moved: ", done),
                references("perhaps moved: ", perhaps),
                references("not moved: ", not))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "))
        + ". Run the build again to complete it.";
  }

  private String references(String state, List<String> tags) {
    return tags.isEmpty()
        ? ""
        : state + tags.stream().map(this::reference).collect(Collectors.joining(", "));
  }

  /** Ends what is still running, and closes the repository. */
  @Override
  public final void close() throws ReleaseException {
    if (session != null) {
      session.registry().close(); // before the tasks, which may wait for an answer
      session.tasks().close();
    }
    progress.close();
  }
}
