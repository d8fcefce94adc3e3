package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
import io.github.captainos.release.CountedBlob;
import io.github.captainos.release.Release;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.report.Part.State;
import io.github.captainos.report.Recap;
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

/** Copies the blobs that the destination does not have, each once, several at a time. */
final class BlobCopier {
  private static final Log LOG = Log.of(BlobCopier.class);

  /**
   * Smaller blobs without a title are configs and signatures: dozens, which would hide the files.
   */
  private static final long MIN_LOGGED = 64 << 10;

  private final Release source;
  private final Release destination;
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
      return Printable.of(blob.layerName());
    }

    boolean hasTitle() {
      return blob.annotations().containsKey(Annotations.TITLE);
    }
  }

  /**
   * @param source an open release
   * @param destination another one
   */
  BlobCopier(Release source, Release destination) {
    this.source = source;
    this.destination = destination;
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
    List<Callable<State>> lookups = new ArrayList<>();
    wanted.values().forEach(one -> lookups.add(() -> lookUp(one)));
    destination.tasks().all(lookups);
  }

  private State lookUp(Wanted one) throws ReleaseException {
    boolean isPresent =
        Steps.step(
            one.to(),
            "checking for " + one.name(),
            Steps.NO_TAG_MOVED,
            () -> destination.registry().hasBlob(one.blob()));
    return set(one, isPresent ? State.PRESENT : State.PLANNED);
  }

  private State set(Wanted one, State state) {
    states.put(one.blob().digest(), state);
    return state;
  }

  /** Returns the state of a blob; one that was not looked up is present. */
  State state(DescriptorDigest digest) {
    return states.getOrDefault(digest, State.PRESENT);
  }

  /**
   * Copies the missing blobs, the largest first, which makes the total time shorter.
   *
   * @throws ReleaseException if one of them cannot be copied
   */
  void copy() throws ReleaseException {
    List<Wanted> missing =
        wanted.values().stream()
            .filter(one -> state(one.blob().digest()) == State.PLANNED)
            .sorted(Comparator.comparingLong(one -> -one.blob().size()))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    checkSpace(missing);
    List<Callable<State>> copies = new ArrayList<>();
    for (Wanted one : missing) {
      destination.progress().expect(one.blob().size());
      copies.add(() -> copy(one));
    }
    source.tasks().all(copies); // closed last, when both ends are
  }

  private void checkSpace(List<Wanted> missing) throws ReleaseException {
    String to = missing.get(0).to();
    OptionalLong space =
        Steps.step(
            to, "looking for space", Steps.NO_TAG_MOVED, () -> destination.registry().space());
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

  private State copy(Wanted one) throws ReleaseException {
    Descriptor blob = one.blob();
    try (CountedBlob counted =
        new CountedBlob(
            source.registry().blob(blob), destination.progress(), () -> logBegin(one))) {
      destination.registry().pushBlob(counted);
      return set(one, counted.isBegun() ? State.UPLOADED : State.MOUNTED);
    } catch (SourceException e) {
      // an index may have an entry of an unknown type that is no blob
      String type =
          one.hasTitle() ? "" : ", a blob of the type " + Printable.of(blob.mediaType()) + ",";
      throw Steps.failure(
          one.from(), "reading " + one.name() + type, Steps.NO_TAG_MOVED, e.reason());
    } catch (IOException e) {
      throw Steps.failure(one.to(), "uploading " + one.name(), Steps.NO_TAG_MOVED, e);
    }
  }

  private static void logBegin(Wanted one) {
    if (one.hasTitle() || one.blob().size() >= MIN_LOGGED) {
      LOG.info("Copying {} ({})", one.name(), Recap.size(one.blob().size()));
    }
  }
}
