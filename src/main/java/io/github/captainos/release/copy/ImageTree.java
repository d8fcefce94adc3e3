package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Document root,
    List<Document> manifests,
    List<Document> indexes,
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

    private boolean isExceededBy(Document document) {
      return bytes.addAndGet(document.descriptor().size()) > MOST_BYTES;
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
  static ImageTree read(Document root, Registry registry, Budget budget) throws IOException {
    Reading reading = new Reading(registry, budget);
    Document typed = reading.add(root, 0);
    return new ImageTree(
        typed,
        reading.manifests,
        reading.indexes,
        List.copyOf(reading.blobs.values()),
        List.copyOf(reading.foreign));
  }

  /** Returns the digests of the image and of all manifests and indexes below it. */
  Set<DescriptorDigest> digests() {
    Set<DescriptorDigest> digests = new LinkedHashSet<>();
    digests.add(root.descriptor().digest());
    indexes.forEach(index -> digests.add(index.descriptor().digest()));
    manifests.forEach(manifest -> digests.add(manifest.descriptor().digest()));
    return digests;
  }

  /**
   * Gets the manifest that a descriptor describes.
   *
   * @throws IOException if it does not exist, or is another one
   */
  static Document get(Descriptor entry, Registry registry) throws IOException {
    return find(entry, registry)
        .orElseThrow(() -> new IOException("the registry does not have " + entry.digest()));
  }

  /**
   * Does so for a manifest that need not exist.
   *
   * @return the manifest; empty if it does not exist
   */
  static Optional<Document> find(Descriptor entry, Registry registry) throws IOException {
    String digest = entry.digest().toString();
    Optional<Document> answer = registry.find(digest);
    if (answer.isEmpty()) {
      return answer;
    }
    Document found = answer.get();
    if (!found.descriptor().digest().equals(entry.digest())
        || found.descriptor().size() != entry.size()) {
      throw new IOException("the manifest received is not " + digest + ", which the index names");
    }
    return ManifestContent.isManifest(entry.mediaType())
        ? Optional.of(Document.of(entry.mediaType(), found.bytes()))
        : answer;
  }

  /** The manifests and blobs that were found so far. */
  private static final class Reading {
    private final Registry registry;
    private final Budget budget;
    private final Set<DescriptorDigest> seen = new LinkedHashSet<>();
    private final List<Document> manifests = new ArrayList<>();
    private final List<Document> indexes = new ArrayList<>();
    private final Map<DescriptorDigest, Descriptor> blobs = new LinkedHashMap<>();
    private final Set<Descriptor> foreign = new LinkedHashSet<>();

    private Reading(Registry registry, Budget budget) {
      this.registry = registry;
      this.budget = budget;
    }

    private Document add(Document document, int depth) throws IOException {
      if (depth > DEEPEST || seen.size() > MOST_MANIFESTS || budget.isExceededBy(document)) {
        throw new IOException(
            "its manifests are too many to be an image: more than "
                + MOST_MANIFESTS
                + ", more than "
                + (Budget.MOST_BYTES >> 20)
                + " MiB in all, or more than "
                + DEEPEST
                + " indexes in each other");
      }
      ManifestContent content = ManifestContent.of(document);
      for (Descriptor entry : content.manifests()) {
        if (seen.add(entry.digest())) {
          add(get(entry, registry), depth + 1);
        }
      }
      for (Descriptor blob : content.blobs()) {
        Descriptor same = blobs.putIfAbsent(blob.digest(), blob);
        if (same != null && same.size() != blob.size()) {
          throw new IOException("it has two sizes for " + blob.digest());
        }
      }
      foreign.addAll(content.foreign());
      Document typed = Document.of(content.mediaType(), document.bytes());
      if (depth > 0) {
        (content.isIndex() ? indexes : manifests).add(typed);
      }
      return typed;
    }
  }
}
