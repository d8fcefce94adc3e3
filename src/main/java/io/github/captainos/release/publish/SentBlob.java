package io.github.captainos.release.publish;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.layer.Layer;
import io.github.captainos.report.Recap;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.report.progress.Transfer;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A blob that is sent if the registry does not have it. If it is a layer, it is logged as soon as
 * its first byte is written, and its bytes are counted from zero for each attempt.
 */
final class SentBlob implements Blob, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SentBlob.class);

  private final Blob blob;
  private final String name;
  private final Progress progress;
  private @Nullable Transfer transfer;

  /**
   * @param blob the blob
   * @param name its name, for people
   * @param progress shows the progress of layers
   */
  SentBlob(Blob blob, String name, Progress progress) {
    this.blob = blob;
    this.name = name;
    this.progress = progress;
  }

  @Override
  public Descriptor descriptor() {
    return blob.descriptor();
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    blob.writeTo(blob instanceof Layer layer ? begun(layer).counting(out) : out);
  }

  @Override
  public void writeFrom(long offset, OutputStream out) throws IOException {
    blob.writeFrom(
        offset, blob instanceof Layer layer ? begun(layer).countingFrom(offset, out) : out);
  }

  private synchronized Transfer begun(Layer layer) {
    Transfer begun = transfer;
    if (begun == null) {
      LOG.info("Uploading {} ({})", Printable.of(name), Recap.size(layer.contentSize()));
      begun = progress.begin(name, layer.descriptor().size());
      transfer = begun;
    }
    return begun;
  }

  @Override
  public synchronized void close() {
    if (transfer != null) {
      transfer.close();
    }
  }
}
