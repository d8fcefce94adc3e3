package io.github.captainos.release;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Layer;
import io.github.captainos.registry.Registry;
import io.github.captainos.report.Artifact;
import io.github.captainos.report.Recap;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings blobs to a registry: each once, however many images it is in, and only if it is not there.
 *
 * @param registry where to
 * @param threads who does it
 * @param dryRun whether it is only looked which of them are there
 * @param seen the digests of all that were begun with
 * @param missing the digests of those that the registry did not have
 * @param begun what goes on
 */
record BlobSender(
    Registry registry,
    SideBySide threads,
    boolean dryRun,
    Set<DescriptorDigest> seen,
    Set<DescriptorDigest> missing,
    List<Future<BlobSender>> begun) {
  private static final Logger LOG = LoggerFactory.getLogger(BlobSender.class);

  static BlobSender to(Registry registry, SideBySide threads, boolean dryRun) {
    return new BlobSender(
        registry,
        threads,
        dryRun,
        ConcurrentHashMap.newKeySet(),
        ConcurrentHashMap.newKeySet(),
        new ArrayList<>());
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
    begun.add(
        threads.begin(
            () -> {
              send(reference, blob.get());
              return this;
            }));
  }

  /**
   * Waits until all that was begun is there.
   *
   * @throws ReleaseException if one of them cannot be brought there
   */
  void await() throws ReleaseException {
    for (Future<BlobSender> one : begun) {
      SideBySide.await(one);
    }
    begun.clear();
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

  /** Returns what has become of a layer. */
  Artifact.State state(DescriptorDigest digest) {
    if (!missing.contains(digest)) {
      return Artifact.State.PRESENT;
    }
    return dryRun ? Artifact.State.MISSING : Artifact.State.UPLOADED;
  }
}
