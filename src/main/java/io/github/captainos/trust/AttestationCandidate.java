package io.github.captainos.trust;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Printable;
import io.github.captainos.support.StrictObject;
import io.github.captainos.trust.key.VerificationKey;
import io.github.captainos.trust.predicate.Predicate;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What a registry has as an attestation of an image, which may be anything.
 *
 * @param content the bytes of the layer with the envelope, or with the bundle; they must not be
 *     changed
 * @param annotatedType the predicate type that it is annotated with; empty without one
 * @param isBundle whether it is a bundle
 */
public record AttestationCandidate(byte[] content, String annotatedType, boolean isBundle) {
  /**
   * The maximum size of the content in bytes: larger layers are not to be fetched. It has the
   * largest predicate in base64, with what is around it.
   */
  public static final int LARGEST = Predicate.LARGEST / 3 * 4 + (1 << 20);

  /** Why a larger one is not valid. */
  public static final String TOO_LARGE = "it is larger than " + (LARGEST >> 20) + " MiB";

  /**
   * A valid attestation.
   *
   * @param key the key that it is signed with
   * @param statement what is stated
   */
  public record Verified(VerificationKey key, Statement statement) {}

  /**
   * Verifies that one of the keys has signed a statement about an image. Under which name it did so
   * is not looked at: a statement about a digest is true under every name.
   *
   * @param keys the keys, one of which has to have signed
   * @param image the digest of the manifest or index that is used afterwards
   * @throws IOException if it is no valid attestation; the message continues a sentence about it
   */
  public Verified verify(List<VerificationKey> keys, DescriptorDigest image) throws IOException {
    Bundle signed = parse();
    VerificationKey signer =
        keys.stream()
            .filter(signed::isSignedBy)
            .findFirst()
            .orElseThrow(() -> Verification.notSigned(signed, keys));
    Statement statement = signed.statement();
    if (!statement.subject().digest().equals(image)) {
      throw new IOException("it is for another image, " + statement.subject().digest());
    }
    if (!annotatedType.isEmpty() && !annotatedType.equals(statement.predicateType())) {
      throw new IOException(
          "it is annotated as "
              + Printable.of(annotatedType)
              + ", but states "
              + Printable.of(statement.predicateType()));
    }
    return new Verified(signer, statement);
  }

  /** Returns whether it is exactly this statement, signed by this key. */
  public boolean is(Statement statement, VerificationKey key) {
    try {
      Bundle signed = parse();
      return (annotatedType.isEmpty() || annotatedType.equals(statement.predicateType()))
          && signed.envelope().payloadType().equals(Statement.PAYLOAD_TYPE)
          && Arrays.equals(signed.envelope().payload(), statement.bytes())
          && signed.isSignedBy(key);
    } catch (IOException e) {
      return false;
    }
  }

  private Bundle parse() throws IOException {
    if (content.length > LARGEST) {
      throw new IOException(TOO_LARGE);
    }
    return isBundle
        ? Bundle.parse(content)
        : new Bundle("", Envelope.parse(StrictObject.of(content, Bundle.MOST_TOKENS)));
  }
}
