package io.github.captainos.image.reading;

import io.github.captainos.image.Descriptor;
import java.io.IOException;

/** A blob ended before all of its bytes were there, as when a connection is cut. */
public final class TruncatedBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  TruncatedBlobException(Descriptor descriptor, long missing) {
    super(descriptor.digest() + " ends " + missing + " bytes before its " + descriptor.size());
  }
}
