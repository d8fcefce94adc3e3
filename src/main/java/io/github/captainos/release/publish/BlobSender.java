package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.layer.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
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
 * Uploads blobs to a registry: each once, even if several images have it, and only if it is missing
 * there.
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
   * @param registry the registry
   * @param threads runs the requests
   * @param progress shows the progress of layers
   * @param dryRun whether blobs are only checked, and not uploaded
   */
  BlobSender(Registry registry, Tasks threads, Progress progress, boolean dryRun) {
    this.registry = registry;
    this.progress = progress;
    this.dryRun = dryRun;
    this.group = threads.group();
  }

  /** A supplier of a blob that is not known yet. */
  interface Source {
    Blob get() throws ReleaseException;
  }

  /**
   * Starts the upload of a blob.
   *
   * @param reference an image that it is in, for messages
   */
  void begin(String reference, Blob blob) {
    if (isFirst(blob)) {
      group.begin(() -> send(reference, blob));
    }
  }

  /** Starts the upload of a blob as soon as it is known. */
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
   * Waits for all uploads.
   *
   * @throws ReleaseException if one of them fails
   */
  void await() throws ReleaseException {
    group.await();
  }

  private BlobSender send(String reference, Blob blob) throws ReleaseException {
    Descriptor descriptor = blob.descriptor();
    String name = blob instanceof Layer layer ? layer.name() : "the config";
    if (Steps.step(
        reference,
        "checking for " + name,
        Steps.NO_TAG_MOVED,
        () -> registry.hasBlob(descriptor))) {
      expect(blob, -descriptor.size());
      return this;
    }
    missing.add(descriptor.digest());
    if (dryRun) {
      return this;
    }
    String doing = "uploading " + name;
    if (blob instanceof Layer layer) {
      LOG.info("Uploading {} ({})", Printable.of(name), Recap.size(layer.contentSize()));
      try (Transfer transfer = progress.begin(name, descriptor.size())) {
        Blob counted = new CountedBlob(layer, transfer);
        Steps.step(reference, doing, Steps.NO_TAG_MOVED, () -> registry.pushBlob(counted));
      }
    } else {
      Steps.step(reference, doing, Steps.NO_TAG_MOVED, () -> registry.pushBlob(blob));
    }
    return this;
  }

  /** A blob whose bytes are counted, from zero for each attempt. */
  private record CountedBlob(Blob blob, Transfer transfer) implements Blob {
    @Override
    public Descriptor descriptor() {
      return blob.descriptor();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      blob.writeTo(transfer.counting(out));
    }

    @Override
    public void writeFrom(long offset, OutputStream out) throws IOException {
      blob.writeFrom(offset, transfer.countingFrom(offset, out));
    }
  }

  /** Returns the state of a blob. One that was not checked is present. */
  State state(DescriptorDigest digest) {
    if (!missing.contains(digest)) {
      return State.PRESENT;
    }
    return dryRun ? State.PLANNED : State.UPLOADED;
  }
}
