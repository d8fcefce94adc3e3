package io.github.captainos.release.tag;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReferenceSyntax;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.signing.Signatures;
import io.github.captainos.release.signing.Trust;
import io.github.captainos.release.steps.PendingLogin;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.TagLookup;
import io.github.captainos.release.steps.TagMoves;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.TagMove;
import io.github.captainos.report.TagReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Adds a tag to all images of a release. */
public final class Tagger {
  private final TagRequest request;
  private final Repository repository;
  private final Registry registry;
  private final Tasks threads;

  private Tagger(TagRequest request, Repository repository, Registry registry, Tasks threads) {
    this.request = request;
    this.repository = repository;
    this.registry = registry;
    this.threads = threads;
  }

  /**
   * The names of the release before and after.
   *
   * @param targets the targets of all images
   */
  private record Names(ReleaseName from, ReleaseName to, List<String> targets) {

    static Names of(TagRequest request) throws ReleaseException {
      TargetNames.check(request.targets());
      Setting newTag = request.newTag();
      if (newTag == null) {
        throw new ReleaseException(
            "There is no new tag. Set <newTag> in the plugin's configuration, or"
                + " -Dcaptain.newTag.");
      }
      ReferenceSyntax.checkTag(newTag.value(), newTag.toString(), "Set another captain.newTag.");
      List<String> targets = TargetNames.withCombined(request.targets());
      Flavor flavor = request.versioning().flavor(request.targets());
      ReleaseName to = new ReleaseName(newTag.value(), flavor);
      to.check(targets, "captain.newTag");
      ReleaseName from = request.versioning().name(request.targets());
      from.check(targets, "captain.tag");
      return new Names(from, to, targets);
    }
  }

  /**
   * A new tag for what another tag refers to.
   *
   * @param target the target's name, or {@code both}
   * @param from the existing tag
   * @param to the new tag
   * @param manifest the manifest or index
   * @param before what the new tag has referred to so far, or empty
   */
  private record Move(
      String target, String from, String to, Manifest manifest, Optional<Manifest> before) {

    boolean isDone() {
      return before.isPresent() && manifest.isSame(before.get());
    }

    boolean isTaken() {
      return before.isPresent() && !manifest.isSame(before.get());
    }
  }

  /**
   * Checks all that can be checked without a registry.
   *
   * @return the references that {@link #tag(TagRequest)} will write
   * @throws ReleaseException if a setting is invalid
   */
  public static List<String> check(TagRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    Names names = Names.of(request);
    return names.targets().stream()
        .map(target -> repository.reference(names.to().tagOf(target)))
        .toList();
  }

  /**
   * Tags what the request asks for.
   *
   * @throws ReleaseException if a setting is invalid or a step fails; the message says whether a
   *     tag has moved
   */
  public static TagReport tag(TagRequest request) throws ReleaseException {
    Repository repository = request.naming().repositoryOrThrow();
    Names names = Names.of(request);
    Trust trust = request.trust();
    Access access = request.dryRun() ? Access.READ : Access.WRITE;
    try (Tasks threads = new Tasks(request.naming().connecting().parallelism());
        Registry registry = repository.open(access)) {
      Tagger tagger = new Tagger(request, repository, registry, threads);
      List<Move> moves = tagger.lookUp(names);
      Signatures signatures = new Signatures(trust, repository, registry, threads);
      signatures.verifySources(images(moves, Move::from), Steps.NO_TAG_MOVED);
      if (!request.dryRun()) {
        signatures.sign(images(moves, Move::to), Steps.NO_TAG_MOVED);
        tagger.move(moves);
        signatures.sign(images(moves, Move::to), Steps.TAGS_MOVED);
      }
      return tagger.report(names.to(), moves);
    }
  }

  private List<Move> lookUp(Names names) throws ReleaseException {
    Set<String> tags = new LinkedHashSet<>();
    for (String target : names.targets()) {
      tags.add(names.from().tagOf(target));
      tags.add(names.to().tagOf(target));
    }
    Map<String, Manifest> found =
        new TagLookup(repository, registry, PendingLogin.begin(registry, threads), threads)
            .manifests(List.copyOf(tags));
    TagLookup.checkAllExist(
        names.targets().stream().map(names.from()::tagOf).toList(),
        found,
        repository,
        "Images to be tagged do not exist, so no tag was moved. Set captain.tag to a tag that they"
            + " all have, captain.flavor to their flavor, if any, and <targets> (or"
            + " captain.targets) to those that were published:");
    List<Move> moves = new ArrayList<>();
    for (String target : names.targets()) {
      String from = names.from().tagOf(target);
      String to = names.to().tagOf(target);
      Manifest manifest = Objects.requireNonNull(found.get(from));
      moves.add(new Move(target, from, to, manifest, Optional.ofNullable(found.get(to))));
    }
    List<String> taken =
        moves.stream()
            .filter(Move::isTaken)
            .map(move -> repository.reference(move.to()) + " (" + digest(move.before()) + ")")
            .toList();
    if (!request.overwrite() && !taken.isEmpty()) {
      throw ReleaseException.of(
          "Tags name other images already, so none was moved. Choose another captain.newTag, or set"
              + " captain.overwrite to true:",
          taken);
    }
    return moves;
  }

  private static Map<String, Manifest> images(List<Move> moves, Function<Move, String> tag) {
    Map<String, Manifest> images = new LinkedHashMap<>();
    moves.forEach(move -> images.put(tag.apply(move), move.manifest()));
    return images;
  }

  private void move(List<Move> moves) throws ReleaseException {
    TagMoves<Move> left =
        new TagMoves<>(
            moves.stream().filter(move -> !move.isDone()).toList(), repository, this::reference);
    left.each(threads, move -> registry.tag(move.to(), move.manifest()));
  }

  private String reference(Move move) {
    return repository.reference(move.to());
  }

  private static String digest(Optional<Manifest> manifest) {
    return manifest.map(found -> found.digest().toString()).orElse("");
  }

  private TagReport report(ReleaseName name, List<Move> moves) {
    return new TagReport(
        request.dryRun(),
        repository.name(),
        name.tag(),
        name.flavor().name(),
        moves.stream().map(this::tag).toList());
  }

  private TagReport.Tag tag(Move move) {
    return new TagReport.Tag(
        reference(move),
        move.target(),
        move.from(),
        move.to(),
        move.manifest().descriptor(),
        TagMove.of(move.manifest().digest(), move.before().map(Manifest::digest).orElse(null)));
  }
}
