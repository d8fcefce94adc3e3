package io.github.captainos.release.signing;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.trust.SignedIdentity;
import io.github.captainos.trust.key.SigningKey;
import io.github.captainos.trust.key.VerificationKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a goal.
 *
 * @param signingKey the key that signs, or null if nothing is signed
 * @param format the formats of its signatures
 * @param publicKeys the keys, one of which has to have signed what is read; empty if no signature
 *     is demanded
 * @param identity the references that a signature may be for
 */
public record Trust(
    @Nullable SigningKey signingKey,
    SignatureFormat format,
    List<VerificationKey> publicKeys,
    Setting identity) {

  public Trust {
    publicKeys = List.copyOf(publicKeys);
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
    return new Trust(
        signKey == null ? null : files.signingKey(signKey),
        format,
        publicKey == null ? List.of() : files.verificationKeys(publicKey),
        settings.verifyIdentity());
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

  private static void checkIdentity(Setting identity) throws ReleaseException {
    try {
      SignedIdentity.of(identity.value(), "example/name", "tag", false);
    } catch (IllegalArgumentException e) {
      throw new ReleaseException(
          "captain.verifyIdentity (from " + identity.origin() + "): " + e.getMessage() + ".");
    }
  }
}
