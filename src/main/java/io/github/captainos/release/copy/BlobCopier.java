package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Copies the blobs that the destination does not have, each once, several at a time. */
final class BlobCopier {
  private static final Log LOG = Log.of(BlobCopier.class);

  /**
   * Smaller blobs without a title are configs and signatures: dozens, which would hide the files.
   */
  private static final long LEAST_LOGGED = 64 << 10;

  private final Registry source;
  private final Registry destination;
  private final Tasks threads;
  private final Progress progress;
  private final Map<DescriptorDigest, Wanted> wanted = new LinkedHashMap<>();
  private final Map<DescriptorDigest, State> states = new ConcurrentHashMap<>();

  /**
   * A blob that an image has.
   *
   * @param from the image at the source, for messages
   * @param to the image at the destination, for messages
   */
  private record Wanted(Descriptor blob, String from, String to) {
    String name() {
      String title = blob.annotations().get(Annotations.TITLE);
      return Printable.of(title == null ? blob.digest().toString() : title);
    }

    boolean isLogged() {
      return hasTitle() || blob.size() >= LEAST_LOGGED;
    }

    private boolean hasTitle() {
      return blob.annotations().containsKey(Annotations.TITLE);
    }

    /** An index may have an entry that is no blob, of a type that is not known. */
    String kind() {
      return hasTitle() ? "" : ", a blob of the type " + Printable.of(blob.mediaType()) + ",";
    }
  }

  BlobCopier(Registry source, Registry destination, Tasks threads, Progress progress) {
    this.source = source;
    this.destination = destination;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Adds the blobs of an image.
   *
   * @param from the image at the source, for messages
   * @param to the image at the destination, for messages
   * @throws ReleaseException if another image has another size for one of them
   */
  void add(List<Descriptor> blobs, String from, String to) throws ReleaseException {
    for (Descriptor blob : blobs) {
      Wanted same = wanted.putIfAbsent(blob.digest(), new Wanted(blob, from, to));
      if (same != null && same.blob().size() != blob.size()) {
        throw new ReleaseException(
            from
                + " and "
                + same.from()
                + " give different sizes for "
                + blob.digest()
                + ": "
                + blob.size()
                + " and "
                + same.blob().size()
                + " bytes. Nothing was copied. One of them is not valid: publish it again.");
      }
    }
  }

  /**
   * Looks up which blobs the destination has.
   *
   * @throws ReleaseException if a request fails
   */
  void lookUp() throws ReleaseException {
    List<Callable<Wanted>> lookups = new ArrayList<>();
    wanted.values().forEach(blob -> lookups.add(() -> lookUp(blob)));
    threads.all(lookups);
  }

  private Wanted lookUp(Wanted one) throws ReleaseException {
    boolean isPresent =
        Steps.step(
            one.to(),
            "checking for " + one.name(),
            Steps.NO_TAG_MOVED,
            () -> destination.hasBlob(one.blob()));
    states.put(one.blob().digest(), isPresent ? State.PRESENT : State.PLANNED);
    return one;
  }

  private List<Wanted> missing() {
    return wanted.values().stream()
        .filter(one -> state(one.blob().digest()) == State.PLANNED)
        .sorted(Comparator.comparingLong(one -> -one.blob().size()))
        .toList();
  }

  /**
   * Copies the missing blobs, the largest first, which makes the total time shorter.
   *
   * @throws ReleaseException if one of them cannot be copied
   */
  void copy() throws ReleaseException {
    List<Wanted> missing = missing();
    checkSpace(missing);
    missing.forEach(one -> progress.expect(one.blob().size()));
    List<Callable<Wanted>> copies = new ArrayList<>();
    missing.forEach(one -> copies.add(() -> copy(one)));
    threads.all(copies);
  }

  private void checkSpace(List<Wanted> missing) throws ReleaseException {
    if (missing.isEmpty()) {
      return;
    }
    String to = missing.get(0).to();
    OptionalLong space =
        Steps.step(to, "looking for space", Steps.NO_TAG_MOVED, destination::space);
    long needed = missing.stream().mapToLong(one -> one.blob().size()).sum();
    if (space.isPresent() && space.getAsLong() < needed) {
      throw new ReleaseException(
          to
              + ": there is no space for the copy, which needs "
              + Recap.size(needed)
              + "; "
              + Recap.size(space.getAsLong())
              + " are free. Nothing was copied. Make space, or set another captain.toRegistry.");
    }
  }

  private Wanted copy(Wanted one) throws ReleaseException {
    Descriptor blob = one.blob();
    AtomicBoolean isSent = new AtomicBoolean();
    try (Transfer transfer = progress.begin(one.name(), blob.size())) {
      destination.pushBlob(
          new CountedBlob(
              source.blob(blob),
              () -> {
                if (!isSent.getAndSet(true) && one.isLogged()) {
                  LOG.info("Copying {} ({})", one.name(), Recap.size(blob.size()));
                }
                return transfer;
              }));
      states.put(blob.digest(), isSent.get() ? State.UPLOADED : State.MOUNTED);
    } catch (SourceException e) {
      fail(one.from(), "reading " + one.name() + one.kind(), e.reason());
    } catch (IOException e) {
      fail(one.to(), "uploading " + one.name(), e);
    }
    return one;
  }

  private static void fail(String reference, String doing, IOException reason)
      throws ReleaseException {
    Steps.Action failed =
        () -> {
          throw reason;
        };
    Steps.step(reference, doing, Steps.NO_TAG_MOVED, failed);
  }

  /** Returns the state of a blob; one that was not looked up is present. */
  State state(DescriptorDigest digest) {
    return states.getOrDefault(digest, State.PRESENT);
  }
}
