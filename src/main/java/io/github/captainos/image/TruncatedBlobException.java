package io.github.captainos.image;

import java.io.IOException;

/** Thrown if a blob ends before its size is reached, as when a connection is lost. */
public final class TruncatedBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param missing how many bytes are missing
   */
  public TruncatedBlobException(Descriptor descriptor, long missing) {
    super(descriptor.digest() + " ends " + missing + " bytes before its " + descriptor.size());
  }
}
