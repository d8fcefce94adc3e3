package io.github.captainos.release.steps;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.report.Content;

/** The content of descriptors, as reports contain it. */
public final class ReportContent {
  private ReportContent() {}

  public static Content content(Descriptor descriptor) {
    return new Content(descriptor.mediaType(), descriptor.digest().toString(), descriptor.size());
  }

  public static Content content(Blob blob) {
    return content(blob.descriptor());
  }
}
