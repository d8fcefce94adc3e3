package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.release.Tasks;
import io.github.captainos.report.Recap;
import io.github.captainos.report.State;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.report.progress.Transfer;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings blobs to a registry: each once, however many images it is in, and only if it is not there.
 */
final class BlobSender {
  private static final Logger LOG = LoggerFactory.getLogger(BlobSender.class);

  private final Registry registry;
  private final Progress progress;
  private final boolean dryRun;
  private final Tasks.Group<BlobSender> group;
  private final Set<DescriptorDigest> seen = ConcurrentHashMap.newKeySet();
  private final Set<DescriptorDigest> missing = ConcurrentHashMap.newKeySet();

  /**
   * @param registry where to
   * @param threads who does it
   * @param progress is told how far the layers are
   * @param dryRun whether it is only looked which of them are there
   */
  BlobSender(Registry registry, Tasks threads, Progress progress, boolean dryRun) {
    this.registry = registry;
    this.progress = progress;
    this.dryRun = dryRun;
    this.group = threads.group();
  }

  /** A blob that is not known yet. */
  interface Source {
    Blob get() throws ReleaseException;
  }

  /**
   * Begins with a blob.
   *
   * @param reference an image that it is in, for messages
   */
  void begin(String reference, Blob blob) {
    if (isFirst(blob)) {
      group.begin(() -> send(reference, blob));
    }
  }

  /** Begins with a blob as soon as it is known. */
  void beginLater(String reference, Source later) {
    group.begin(
        () -> {
          Blob blob = later.get();
          return isFirst(blob) ? send(reference, blob) : this;
        });
  }

  private boolean isFirst(Blob blob) {
    boolean first = seen.add(blob.descriptor().digest());
    if (first) {
      expect(blob, blob.descriptor().size());
    }
    return first;
  }

  private void expect(Blob blob, long bytes) {
    if (blob instanceof Layer && !dryRun) {
      progress.expect(bytes);
    }
  }

  /**
   * Waits until all that was begun is there.
   *
   * @throws ReleaseException if one of them cannot be brought there
   */
  void await() throws ReleaseException {
    group.await();
  }

  private BlobSender send(String reference, Blob blob) throws ReleaseException {
    Descriptor descriptor = blob.descriptor();
    String name = blob instanceof Layer layer ? layer.name() : "the config";
    if (Steps.step(
        reference, "asking for " + name, Steps.NO_TAG_MOVED, () -> registry.hasBlob(descriptor))) {
      expect(blob, -descriptor.size());
      return this;
    }
    missing.add(descriptor.digest());
    if (dryRun) {
      return this;
    }
    String doing = "uploading " + name;
    if (blob instanceof Layer layer) {
      LOG.info("Uploading {} ({})", Printable.of(name), Recap.size(layer.fileSize()));
      try (Transfer transfer = progress.begin(name, descriptor.size())) {
        Blob counted = new CountedBlob(layer, transfer);
        Steps.step(reference, doing, Steps.NO_TAG_MOVED, () -> registry.pushBlob(counted));
      }
    } else {
      Steps.step(reference, doing, Steps.NO_TAG_MOVED, () -> registry.pushBlob(blob));
    }
    return this;
  }

  /** A blob whose bytes are counted, from the beginning each time that they are sent. */
  private record CountedBlob(Blob blob, Transfer transfer) implements Blob {
    @Override
    public Descriptor descriptor() {
      return blob.descriptor();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      blob.writeTo(transfer.counting(out));
    }
  }

  /** Returns what has become of a blob. One that nobody asked for is there. */
  State state(DescriptorDigest digest) {
    if (!missing.contains(digest)) {
      return State.PRESENT;
    }
    return dryRun ? State.PLANNED : State.UPLOADED;
  }
}
