package io.github.captainos.release;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Content;

/** What digests stand for, as reports have it. */
final class Reported {
  private Reported() {}

  static Content content(Descriptor descriptor) {
    return new Content(descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
  }

  static Content content(Blob blob) {
    return content(blob.descriptor());
  }
}
