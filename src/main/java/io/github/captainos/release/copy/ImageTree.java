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
 * once. Anyone may have published it.
 */
final class ImageTree {
  /**
   * The maximum number of bytes of all manifests of a copy, which are held in memory; those of most
   * images have some kilobytes.
   */
  static final long MAX_BYTES = 16L << 20;

  private static final int MAX_MANIFESTS = 1000;

  /** The maximum depth of nested indexes; more than one is rare. */
  private static final int MAX_DEPTH = 3;

  private final Manifest root;
  private final Set<DescriptorDigest> seen = new HashSet<>();
  private final List<Manifest> manifests = new ArrayList<>();
  private final List<Manifest> indexes = new ArrayList<>();
  private final Map<DescriptorDigest, Descriptor> blobs = new LinkedHashMap<>();
  private final Set<Descriptor> nonDistributable = new LinkedHashSet<>();

  private ImageTree(Manifest root) {
    this.root = root;
  }

  /**
   * Reads the manifests of an image.
   *
   * @param root what the image's tag refers to
   * @param budget how many bytes may still be read: all trees of a copy share it
   * @throws IOException if one is missing, invalid or another one than expected, or if there are
   *     too many
   */
  static ImageTree read(Manifest root, Registry registry, AtomicLong budget) throws IOException {
    ImageTree tree = new ImageTree(root);
    tree.add(root, 0, registry, budget);
    return tree;
  }

  private void add(Manifest manifest, int depth, Registry registry, AtomicLong budget)
      throws IOException {
    if (depth > MAX_DEPTH
        || seen.size() > MAX_MANIFESTS
        || budget.addAndGet(-manifest.descriptor().size()) < 0) {
      throw new IOException(
          "its manifests are too many to be an image: more than "
              + MAX_MANIFESTS
              + ", more than "
              + (MAX_BYTES >> 20)
              + " MiB in all, or more than "
              + MAX_DEPTH
              + " indexes in each other");
    }
    for (Descriptor entry : manifest.entries()) {
      if (isManifest(entry, manifest) && seen.add(entry.digest())) {
        Manifest below =
            registry
                .manifest(entry)
                .orElseThrow(() -> new IOException("the registry does not have " + entry.digest()));
        add(below, depth + 1, registry, budget);
        (below.isIndex() ? indexes : manifests).add(below);
      }
    }
    for (Descriptor blob : blobs(manifest)) {
      Descriptor same = blobs.putIfAbsent(blob.digest(), titled(blob));
      if (same != null && same.size() != blob.size()) {
        throw new IOException("it has two sizes for " + blob.digest());
      }
    }
    nonDistributable.addAll(manifest.nonDistributable());
  }

  /** Returns a descriptor without the annotations that a copy does not show, which may be many. */
  private static Descriptor titled(Descriptor blob) {
    String title = blob.annotations().get(Annotations.TITLE);
    Descriptor plain = Descriptor.of(blob.mediaType(), blob.digest(), blob.size());
    return title == null ? plain : plain.withAnnotation(Annotations.TITLE, title);
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

  /** Returns the manifest or index itself. */
  Manifest root() {
    return root;
  }

  /** Returns the manifests below it. */
  List<Manifest> manifests() {
    return manifests;
  }

  /** Returns the indexes below it, each after those that it refers to. */
  List<Manifest> indexes() {
    return indexes;
  }

  /** Returns all that is below it, each after those that it refers to. */
  List<Manifest> below() {
    List<Manifest> below = new ArrayList<>(manifests);
    below.addAll(indexes);
    return below;
  }

  /** Returns the digests of the image and of all manifests and indexes below it. */
  Set<DescriptorDigest> digests() {
    Set<DescriptorDigest> digests = new LinkedHashSet<>();
    digests.add(root.digest());
    indexes.forEach(index -> digests.add(index.digest()));
    manifests.forEach(manifest -> digests.add(manifest.digest()));
    return digests;
  }

  /** Returns the configs and layers, each with its title, if any, as its only annotation. */
  List<Descriptor> blobs() {
    return List.copyOf(blobs.values());
  }

  /** Returns the layers that registries do not store. */
  Set<Descriptor> nonDistributable() {
    return nonDistributable;
  }
}
