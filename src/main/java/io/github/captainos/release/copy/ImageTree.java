package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that an image consists of: its manifest or index, all that is below it, and the blobs, each
 * once.
 *
 * @param root the manifest or index itself
 * @param manifests the manifests below it
 * @param indexes the indexes below it, each after those that it refers to
 * @param blobs the configs and layers
 * @param foreign the layers that registries do not store
 */
record ImageTree(
    Manifest root,
    List<Manifest> manifests,
    List<Manifest> indexes,
    List<Descriptor> blobs,
    List<Descriptor> foreign) {
  /** The maximum depth of nested indexes; more than one is rare. */
  private static final int DEEPEST = 3;

  private static final int MOST_MANIFESTS = 1000;

  /**
   * A limit of the size of all manifests of a copy, which are held in memory; those of most images
   * have some kilobytes.
   */
  static final class Budget {
    private static final long MOST_BYTES = 16L << 20;

    private final AtomicLong bytes = new AtomicLong();

    private boolean isExceededBy(Manifest manifest) {
      return bytes.addAndGet(manifest.descriptor().size()) > MOST_BYTES;
    }
  }

  /**
   * Reads the manifests of an image.
   *
   * @param root what the image's tag refers to
   * @param budget the limit of their size
   * @throws IOException if one is missing, invalid or another one than expected, or if there are
   *     too many
   */
  static ImageTree read(Manifest root, Registry registry, Budget budget) throws IOException {
    Reading reading = new Reading(registry, budget);
    reading.add(root, 0);
    return new ImageTree(
        root,
        reading.manifests,
        reading.indexes,
        List.copyOf(reading.blobs.values()),
        List.copyOf(reading.foreign));
  }

  /** Returns the digests of the image and of all manifests and indexes below it. */
  Set<DescriptorDigest> digests() {
    Set<DescriptorDigest> digests = new LinkedHashSet<>();
    digests.add(root.digest());
    indexes.forEach(index -> digests.add(index.digest()));
    manifests.forEach(manifest -> digests.add(manifest.descriptor().digest()));
    return digests;
  }

  /**
   * Returns the config and the layers that a manifest refers to; for an index, what is no manifest:
   * other tools put layers into an index, too.
   *
   * @throws IOException if it is neither a manifest nor an index, or has an invalid descriptor
   */
  static List<Descriptor> blobs(Manifest manifest) throws IOException {
    List<Descriptor> blobs = new ArrayList<>();
    if (!manifest.isIndex()) {
      manifest.config().ifPresent(blobs::add);
    }
    Set<Descriptor> others = new HashSet<>(manifest.nonDistributable());
    for (Descriptor entry : manifest.entries()) {
      if (!isManifest(entry, manifest) && !others.contains(entry)) {
        blobs.add(entry);
      }
    }
    return blobs;
  }

  private static boolean isManifest(Descriptor entry, Manifest in) throws IOException {
    return in.isIndex() && (entry.mediaType().isEmpty() || Manifest.isType(entry.mediaType()));
  }

  /** Returns a descriptor without the annotations that a copy does not show, which may be many. */
  private static Descriptor titled(Descriptor blob) {
    String title = blob.annotations().get(Annotations.TITLE);
    Descriptor plain = Descriptor.of(blob.mediaType(), blob.digest(), blob.size());
    return title == null ? plain : plain.withAnnotation(Annotations.TITLE, title);
  }

  /** The manifests and blobs that were found so far. */
  private static final class Reading {
    private final Registry registry;
    private final Budget budget;
    private final Set<DescriptorDigest> seen = new LinkedHashSet<>();
    private final List<Manifest> manifests = new ArrayList<>();
    private final List<Manifest> indexes = new ArrayList<>();
    private final Map<DescriptorDigest, Descriptor> blobs = new LinkedHashMap<>();
    private final Set<Descriptor> foreign = new LinkedHashSet<>();

    private Reading(Registry registry, Budget budget) {
      this.registry = registry;
      this.budget = budget;
    }

    private void add(Manifest manifest, int depth) throws IOException {
      if (depth > DEEPEST || seen.size() > MOST_MANIFESTS || budget.isExceededBy(manifest)) {
        throw new IOException(
            "its manifests are too many to be an image: more than "
                + MOST_MANIFESTS
                + ", more than "
                + (Budget.MOST_BYTES >> 20)
                + " MiB in all, or more than "
                + DEEPEST
                + " indexes in each other");
      }
      for (Descriptor entry : manifest.entries()) {
        if (isManifest(entry, manifest) && seen.add(entry.digest())) {
          add(
              registry
                  .manifest(entry)
                  .orElseThrow(
                      () -> new IOException("the registry does not have " + entry.digest())),
              depth + 1);
        }
      }
      for (Descriptor blob : blobs(manifest)) {
        Descriptor same = blobs.putIfAbsent(blob.digest(), titled(blob));
        if (same != null && same.size() != blob.size()) {
          throw new IOException("it has two sizes for " + blob.digest());
        }
      }
      foreign.addAll(manifest.nonDistributable());
      if (depth > 0) {
        (manifest.isIndex() ? indexes : manifests).add(manifest);
      }
    }
  }
}
