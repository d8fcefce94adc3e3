package io.github.captainos.release.signing;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.support.Suggestion;
import io.github.captainos.trust.SignedIdentity;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import io.github.captainos.trust.predicate.AttestationKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a goal.
 *
 * @param signingKey the key that signs, or null if nothing is signed
 * @param format the formats of its signatures
 * @param publicKeys the keys, one of which has to have signed what is read; empty if no signature
 *     is demanded
 * @param identity the references that a signature may be for
 * @param required the kinds of attestations that images must have, signed with one of these keys
 * @param builder what builds the images, or null if their provenance is not attested
 */
public record Trust(
    @Nullable SigningKey signingKey,
    SignatureFormat format,
    List<VerificationKey> publicKeys,
    Setting identity,
    Set<AttestationKind> required,
    @Nullable Builder builder) {

  public Trust {
    publicKeys = List.copyOf(publicKeys);
    required = Set.copyOf(required);
  }

  /**
   * Reads the keys.
   *
   * @throws ReleaseException if a setting is invalid, or a key cannot be read or used
   */
  public static Trust of(TrustSettings settings) throws ReleaseException {
    KeyFiles files = new KeyFiles(settings);
    Setting signKey = settings.signKey();
    Setting publicKey = settings.publicKey();
    SignatureFormat format = SignatureFormat.of(settings.signatureFormat());
    checkIdentity(settings.verifyIdentity());
    AttestationSettings attestations = settings.attestations();
    if (attestations.provenance() && signKey == null) {
      throw new ReleaseException(
          "captain.provenance is true, and there is no key that signs the provenance. Set"
              + " captain.signKey to a file with a private key, or captain.provenance to false.");
    }
    return new Trust(
        signKey == null ? null : files.signingKey(signKey),
        format,
        publicKey == null ? List.of() : files.verificationKeys(publicKey),
        settings.verifyIdentity(),
        required(attestations.required(), publicKey),
        attestations.provenance()
            ? Builder.of(attestations.builderId(), settings.variables())
            : null);
  }

  private static Set<AttestationKind> required(
      @Nullable Setting required, @Nullable Setting publicKey) throws ReleaseException {
    if (required == null) {
      return Set.of();
    }
    if (publicKey == null) {
      throw new ReleaseException(
          "captain.requireAttestations is "
              + required
              + ", and there is no key to verify attestations with. Set captain.publicKey to the"
              + " public key of those who publish the images.");
    }
    Set<AttestationKind> kinds = EnumSet.noneOf(AttestationKind.class);
    for (String word : required.value().split(",", -1)) {
      kinds.add(
          AttestationKind.named(word.strip())
              .orElseThrow(
                  () ->
                      new ReleaseException(
                          "captain.requireAttestations must be sbom, provenance or both with a"
                              + " comma, not "
                              + required
                              + "."
                              + Suggestion.of(word.strip(), List.of("sbom", "provenance")))));
    }
    return kinds;
  }

  /**
   * Returns the key that signs.
   *
   * @throws ReleaseException if there is none
   */
  public SigningKey signingKeyOrThrow() throws ReleaseException {
    if (signingKey == null) {
      throw new ReleaseException(
          "There is no key to sign with. Set captain.signKey to a file with a private key.");
    }
    return signingKey;
  }

  /** Returns the kinds of attestations that images must have, as reports name them. */
  public List<String> requiredWords() {
    return required.stream().sorted().map(AttestationKind::word).toList();
  }

  private static void checkIdentity(Setting identity) throws ReleaseException {
    try {
      SignedIdentity.of(identity.value(), "example/name", "tag", false);
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(
          "captain.verifyIdentity (from " + identity.origin() + "): " + e.getMessage() + ".");
    }
  }
}
