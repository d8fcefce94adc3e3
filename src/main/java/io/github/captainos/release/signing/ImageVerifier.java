package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import io.github.captainos.release.Setting;
import io.github.captainos.release.signing.store.SignatureStore;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.support.Printable;
import io.github.captainos.trust.CosignManifest.Kind;
import io.github.captainos.trust.SignedIdentity;
import io.github.captainos.trust.Verification;
import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Verifies that images in a repository are signed.
 *
 * @param keys the keys, one of which has to have signed
 * @param identity the references that a signature may be for
 * @param repository the repository
 * @param registry the opened repository
 * @param threads runs the requests
 */
record ImageVerifier(
    List<VerificationKey> keys,
    Setting identity,
    Repository repository,
    Registry registry,
    Tasks threads) {
  /** An image of which a registry makes up signatures has hundreds. */
  private static final int MOST_REASONS = 8;

  public ImageVerifier {
    keys = List.copyOf(keys);
  }

  private record Result(String tag, DescriptorDigest digest, Verification verification) {
    boolean isSigned() {
      return verification.key().isPresent();
    }
  }

  /**
   * Verifies images.
   *
   * @param images the digest that is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @return the key that signed each
   * @throws ReleaseException if one has no valid signature, or if signatures cannot be read
   */
  Map<String, VerificationKey> verify(Map<String, DescriptorDigest> images, String state)
      throws ReleaseException {
    List<Callable<Result>> verifications = new ArrayList<>();
    images.forEach(
        (tag, digest) ->
            verifications.add(
                () ->
                    Steps.step(
                        repository.reference(tag),
                        "looking up its signatures",
                        state,
                        () -> new Result(tag, digest, verify(tag, digest)))));
    List<Result> results = threads.all(verifications);
    List<Result> unsigned = results.stream().filter(result -> !result.isSigned()).toList();
    if (!unsigned.isEmpty()) {
      throw ReleaseException.of(
          "Images have no valid signature by a key of captain.publicKey or captain.signKey. "
              + state
              + advice(unsigned),
          unsigned.stream().map(this::problem).toList());
    }
    Map<String, VerificationKey> keys = new LinkedHashMap<>();
    results.forEach(
        result -> result.verification().key().ifPresent(key -> keys.put(result.tag(), key)));
    return keys;
  }

  /** Looks for a valid signature in one format, and then in the other. */
  private Verification verify(String tag, DescriptorDigest digest) throws IOException {
    SignedIdentity expected =
        SignedIdentity.of(identity.value(), repository.signedName(), tag, repository.isLayout());
    SignatureStore store = new SignatureStore(registry);
    Verification verification = new Verification(keys, digest, expected);
    Optional<Manifest> manifest = store.manifest(Kind.SIGNATURES, digest);
    if (manifest.isEmpty() || !store.payloads(manifest.get(), verification::accepts)) {
      store.bundles(digest, verification::accepts);
    }
    return verification;
  }

  /**
   * Says what to do. If a key has signed all of the images under one other name, they may be
   * copies, and the advice has the parameter that accepts that name. An image that was signed under
   * another tag of its repository is none: somebody may have moved the tag.
   */
  private String advice(List<Result> unsigned) {
    Set<String> names = new LinkedHashSet<>(otherNames(unsigned.get(0)));
    unsigned.forEach(result -> names.retainAll(otherNames(result)));
    if (names.isEmpty()) {
      return " Check who has published them, or choose the right key, or captain.verifyIdentity if"
          + " they were signed under another name:";
    }
    String name = Printable.of(names.iterator().next());
    return " A key has signed them as images of "
        + name
        + ". If they are copies of these, set -Dcaptain.verifyIdentity="
        + name
        + ":";
  }

  /** Returns the names of other repositories in which a key has signed the image under its tag. */
  private List<String> otherNames(Result result) {
    String end = ":" + result.tag();
    return result.verification().otherReferences().stream()
        .filter(reference -> reference.endsWith(end))
        .map(reference -> reference.substring(0, reference.length() - end.length()))
        .filter(name -> accepts(name, result.tag()))
        .sorted()
        .toList();
  }

  private boolean accepts(String name, String tag) {
    try {
      return SignedIdentity.of(name, repository.signedName(), tag, repository.isLayout())
          .matches(name + ":" + tag);
    } catch (IllegalArgumentException e) { // it is no name that the parameter may have
      return false;
    }
  }

  private String problem(Result result) {
    String image = repository.reference(result.tag()) + " (" + result.digest() + ")";
    List<String> reasons = result.verification().reasons().stream().distinct().toList();
    if (reasons.isEmpty()) {
      return image + " is not signed";
    }
    return image + " has signatures, but none is valid: " + joined(reasons);
  }

  /** Returns some of the reasons in one text. */
  static String joined(List<String> reasons) {
    int others = reasons.size() - MOST_REASONS;
    return String.join("; ", reasons.subList(0, Math.min(reasons.size(), MOST_REASONS)))
        + (others > 0 ? "; and " + others + " more" : "");
  }
}
