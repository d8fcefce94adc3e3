package io.github.captainos.release.publish;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.CountedBlob;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Recap;
import io.github.captainos.report.progress.Progress;
import io.github.captainos.report.progress.Transfer;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Uploads blobs to a registry: each once, even if several images have it, and only if it is missing
 * there.
 */
final class BlobSender {
  private static final Log LOG = Log.of(BlobSender.class);

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
    boolean isNew;
    if (dryRun) {
      isNew =
          Steps.step(
              reference,
              "checking for " + name,
              Steps.NO_TAG_MOVED,
              () -> !registry.hasBlob(descriptor));
    } else {
      isNew =
          Steps.step(
              reference,
              "uploading " + name,
              Steps.NO_TAG_MOVED,
              () -> blob instanceof Layer layer ? sendNew(layer) : registry.pushNewBlob(blob));
    }
    if (isNew) {
      missing.add(descriptor.digest());
    } else {
      expect(blob, -descriptor.size());
    }
    return this;
  }

  /** Sends a layer, which is logged as soon as it is read: then the registry does not have it. */
  private boolean sendNew(Layer layer) throws IOException {
    AtomicReference<@Nullable Transfer> transfer = new AtomicReference<>();
    CountedBlob counted = new CountedBlob(layer, () -> begun(layer, transfer));
    try {
      return registry.pushNewBlob(counted);
    } finally {
      Transfer begun = transfer.get();
      if (begun != null) {
        begun.close();
      }
    }
  }

  private Transfer begun(Layer layer, AtomicReference<@Nullable Transfer> transfer) {
    Transfer begun = transfer.get();
    if (begun == null) {
      LOG.info("Uploading {} ({})", Printable.of(layer.name()), Recap.size(layer.contentSize()));
      begun = progress.begin(layer.name(), layer.descriptor().size());
      transfer.set(begun);
    }
    return begun;
  }

  /** Returns the state of a blob. One that was not checked is present. */
  State state(DescriptorDigest digest) {
    if (!missing.contains(digest)) {
      return State.PRESENT;
    }
    return dryRun ? State.PLANNED : State.UPLOADED;
  }
}
