package io.github.captainos.release.steps;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
import io.github.captainos.report.progress.Transfer;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * A blob whose bytes are counted, from zero for each attempt.
 *
 * @param begun returns the transfer; called each time the blob is opened, which it is not if the
 *     registry does not need its bytes
 */
public record CountedBlob(Blob blob, Supplier<Transfer> begun) implements Blob {
  @Override
  public Descriptor descriptor() {
    return blob.descriptor();
  }

  @Override
  public InputStream open(long from) throws IOException {
    Transfer transfer = begun.get();
    return transfer.counting(blob.open(from), from);
  }

  @Override
  public boolean isForeign() {
    return blob.isForeign();
  }

  @Override
  public SourceException mismatch() {
    return blob.mismatch();
  }
}
