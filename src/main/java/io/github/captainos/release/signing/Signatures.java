package io.github.captainos.release.signing;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseName;
import io.github.captainos.release.Repository;
import io.github.captainos.release.steps.ReportContent;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Content;
import io.github.captainos.report.Goal;
import io.github.captainos.report.Report;
import io.github.captainos.report.goal.SignatureReport;
import io.github.captainos.trust.Candidate;
import io.github.captainos.trust.ClaimedSigners;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The signatures in a repository, as far as a goal demands or writes them.
 *
 * @param trust the goal's keys
 * @param repository the repository, whose name is a part of what is signed
 * @param registry the opened repository
 * @param threads runs the requests
 */
public record Signatures(Trust trust, Repository repository, Registry registry, Tasks threads) {

  /**
   * Verifies images that are only read. Without a public key, nothing is demanded.
   *
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @return the key that signed each
   * @throws ReleaseException if one has no valid signature, or if signatures cannot be read
   */
  public Map<String, VerificationKey> verify(Map<String, Document> images, String state)
      throws ReleaseException {
    return verify(trust.publicKeys(), images, state);
  }

  /**
   * Verifies images that are made available under another name: the key that signs them vouches
   * only for what it, or a public key, has signed. Without a key, nothing is demanded.
   *
   * @param images what is used afterwards, for each tag
   * @param state the resulting state if one is not signed: a sentence
   * @throws ReleaseException if one has no valid signature, or if signatures cannot be read
   */
  public void verifySources(Map<String, Document> images, String state) throws ReleaseException {
    List<VerificationKey> keys = new ArrayList<>(trust.publicKeys());
    SigningKey key = trust.signingKey();
    if (key != null) {
      keys.add(key.verificationKey());
    }
    verify(keys, images, state);
  }

  /**
   * Returns the report of a goal that has signed or verified images.
   *
   * @param targets the target of each image, by its tag
   * @param images the images by their tags
   * @param keys the key that signed each, by its tag
   */
  public SignatureReport report(
      Goal goal,
      ReleaseName name,
      Map<String, String> targets,
      Map<String, Document> images,
      Function<String, VerificationKey> keys) {
    List<SignatureReport.SignedImage> signed = new ArrayList<>();
    targets.forEach(
        (tag, target) -> {
          Content content = ReportContent.content(Objects.requireNonNull(images.get(tag)));
          signed.add(
              new SignatureReport.SignedImage(
                  new Report.NamedImage(target, repository.reference(tag), content.digest()),
                  content,
                  Objects.requireNonNull(keys.apply(tag)).hint()));
        });
    return new SignatureReport(goal, repository.name(), name.tag(), name.flavor().name(), signed);
  }

  /**
   * Returns the keys that signatures of an image claim to be made with, each once; empty for one
   * that is not named. Nothing is verified.
   *
   * @param tag the image, for messages
   * @param image its digest
   * @param state the resulting state if that fails: a sentence
   * @throws ReleaseException if signatures cannot be read
   */
  public List<String> claimedSigners(String tag, DescriptorDigest image, String state)
      throws ReleaseException {
    return Steps.step(
        repository.reference(tag),
        "looking up its signatures",
        state,
        () -> {
          SignatureStore store = new SignatureStore(registry);
          List<Candidate> candidates = new ArrayList<>(store.bundles(image));
          Optional<Document> manifest = store.manifest(image);
          if (manifest.isPresent()) {
            candidates.addAll(store.payloads(manifest.get()));
          }
          return ClaimedSigners.of(image, candidates).stream().distinct().toList();
        });
  }

  private Map<String, VerificationKey> verify(
      List<VerificationKey> keys, Map<String, Document> images, String state)
      throws ReleaseException {
    if (keys.isEmpty()) {
      return Map.of();
    }
    Map<String, DescriptorDigest> digests = new LinkedHashMap<>();
    images.forEach((tag, image) -> digests.put(tag, image.descriptor().digest()));
    return new ImageVerifier(keys, trust.identity(), repository, registry, threads)
        .verify(digests, state);
  }

  /**
   * Signs images whose manifests are in the repository, and reads the signatures back. To be called
   * before their tags move; and again after it, since another program may have replaced signatures
   * in the meantime. Without a private key, nothing is signed.
   *
   * @param images the images by their tags
   * @param state the resulting state if it fails: a sentence
   * @throws ReleaseException if signatures cannot be read or written
   */
  public void sign(Map<String, Document> images, String state) throws ReleaseException {
    SigningKey key = trust.signingKey();
    if (key == null) {
      return;
    }
    List<SignableImage> signable = new ArrayList<>();
    images.forEach((tag, image) -> signable.add(new SignableImage(tag, image)));
    new ImageSigner(key, trust.format(), repository, registry, threads).sign(signable, state);
  }
}
