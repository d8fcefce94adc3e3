package io.github.captainos.trust;

import io.github.captainos.trust.key.VerificationKey;
import java.io.IOException;

/** What may be a signature of an image, in one of the formats, parsed but not verified. */
interface SignedContent {

  /** Returns whether it was signed with the private key that belongs to this key. */
  boolean isSignedBy(VerificationKey key);

  /** Returns whether it names the key that it was signed with, and that is this key. */
  boolean names(VerificationKey key);

  /**
   * Parses what was signed. Must be called only after {@link #isSignedBy} has returned true.
   *
   * @throws IOException if it is not what a signature of an image says
   */
  ImageClaim claim() throws IOException;
}
