package io.github.captainos.release.signing;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;

/** The formats in which images are signed. */
enum SignatureFormat {
  /** Both, for all readers. */
  BOTH("both"),
  /** Payloads under the tags of cosign. */
  TAG("tag"),
  /** Sigstore bundles among the referrers. */
  BUNDLE("bundle");

  private final String word;

  SignatureFormat(String word) {
    this.word = word;
  }

  /**
   * Returns the format with a name.
   *
   * @throws ReleaseException if there is none
   */
  static SignatureFormat of(Setting setting) throws ReleaseException {
    for (SignatureFormat format : values()) {
      if (format.word.equals(setting.value())) {
        return format;
      }
    }
    throw new ReleaseException(
        "captain.signatureFormat must be both, tag or bundle, not " + setting + ".");
  }

  boolean hasPayloads() {
    return this != BUNDLE;
  }

  boolean hasBundles() {
    return this != TAG;
  }
}
