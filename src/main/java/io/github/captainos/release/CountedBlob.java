package io.github.captainos.release;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
import io.github.captainos.report.Progress;
import io.github.captainos.report.Transfer;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A blob whose bytes are counted while it is sent, from zero for each attempt. It is opened only if
 * the registry needs its bytes; closed when it is sent or has failed.
 */
public final class CountedBlob implements Blob, AutoCloseable {
  private final Blob blob;
  private final Progress progress;
  private final Runnable log;
  private @Nullable Transfer transfer;

  /**
   * @param progress what expects the blob
   * @param log called when the blob is opened for the first time
   */
  public CountedBlob(Blob blob, Progress progress, Runnable log) {
    this.blob = blob;
    this.progress = progress;
    this.log = log;
  }

  @Override
  public Descriptor descriptor() {
    return blob.descriptor();
  }

  @Override
  public InputStream open(long from) throws IOException {
    Transfer begun = transfer;
    if (begun == null) {
      log.run();
      begun = progress.begin(descriptor().size());
      transfer = begun;
    }
    return begun.counting(blob.open(from), from);
  }

  /** Returns whether the blob has been opened. */
  public boolean isBegun() {
    return transfer != null;
  }

  @Override
  public boolean isForeign() {
    return blob.isForeign();
  }

  @Override
  public SourceException mismatch() {
    return blob.mismatch();
  }

  @Override
  public void close() {
    if (transfer == null) {
      progress.expect(-descriptor().size());
    } else {
      transfer.close();
    }
  }
}
