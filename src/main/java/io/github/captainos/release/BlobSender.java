package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.report.Recap;
import io.github.captainos.report.State;
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
  private final boolean dryRun;
  private final SideBySide.Group<BlobSender> group;
  private final Set<DescriptorDigest> seen = ConcurrentHashMap.newKeySet();
  private final Set<DescriptorDigest> missing = ConcurrentHashMap.newKeySet();

  /**
   * @param registry where to
   * @param threads who does it
   * @param dryRun whether it is only looked which of them are there
   */
  BlobSender(Registry registry, SideBySide threads, boolean dryRun) {
    this.registry = registry;
    this.dryRun = dryRun;
    this.group = threads.group();
  }

  /** A blob that may not be known yet. */
  interface Source {
    Blob get() throws ReleaseException;
  }

  /**
   * Begins with a blob.
   *
   * @param reference an image that it is in, for messages
   */
  void begin(String reference, Source blob) {
    group.begin(
        () -> {
          send(reference, blob.get());
          return this;
        });
  }

  /**
   * Waits until all that was begun is there.
   *
   * @throws ReleaseException if one of them cannot be brought there
   */
  void await() throws ReleaseException {
    group.await();
  }

  private void send(String reference, Blob blob) throws ReleaseException {
    Descriptor descriptor = blob.descriptor();
    if (!seen.add(descriptor.digest())) {
      return;
    }
    String name = blob instanceof Layer layer ? layer.name() : "the config";
    if (Steps.step(
        reference, "asking for " + name, Steps.NO_TAG_MOVED, () -> registry.hasBlob(descriptor))) {
      return;
    }
    missing.add(descriptor.digest());
    if (dryRun) {
      return;
    }
    if (blob instanceof Layer layer) {
      LOG.info("Uploading {} ({})", name, Recap.size(layer.fileSize()));
    }
    Steps.step(reference, "uploading " + name, Steps.NO_TAG_MOVED, () -> registry.pushBlob(blob));
  }

  /** Returns what has become of a blob. One that nobody asked for is there. */
  State state(DescriptorDigest digest) {
    if (!missing.contains(digest)) {
      return State.PRESENT;
    }
    return dryRun ? State.PLANNED : State.UPLOADED;
  }
}
