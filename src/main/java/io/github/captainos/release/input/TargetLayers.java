package io.github.captainos.release.input;

import io.github.captainos.image.Compression;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.input.cache.CompressedLayers;
import io.github.captainos.release.input.cache.DigestCache;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The files of targets, and their layers.
 *
 * @param targets the targets
 * @param files the files of each target, by its name
 * @param sboms the SBOM of each target that has one
 * @param digestCache the cached digests
 * @param flavor the flavor of the release, which the names of these files have
 * @param checksums whether a target's last layer is a file with the checksums of the others
 * @param workDirectory the directory for these files
 */
public record TargetLayers(
    List<TargetFiles> targets,
    Map<String, List<NamedLayer>> files,
    List<SbomFile> sboms,
    DigestCache digestCache,
    Flavor flavor,
    boolean checksums,
    Path workDirectory) {

  /** What a layer is made of, with the name that it has in an image, and its compression there. */
  record NamedLayer(LayerSource source, Compression compression) {
    // those that the JVM generates for a record are slow on first use

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NamedLayer that
          && source.path().equals(that.source.path())
          && source.name().equals(that.source.name())
          && source.selection().id().equals(that.source.selection().id())
          && compression == that.compression;
    }

    @Override
    public int hashCode() {
      return source.path().hashCode() + source.name().hashCode();
    }

    /** Returns the size on disk in bytes. */
    long size() {
      return source.files().stream().mapToLong(entry -> entry.file().toFile().length()).sum();
    }
  }

  /**
   * Finds the files, without reading them.
   *
   * @param flavor the flavor of the release
   * @param images the targets that each image consists of
   * @throws ReleaseException if files are missing, unreadable or ambiguous, if two in an image have
   *     the same name, or if a link leads to nothing in its image; one exception names all
   */
  public static TargetLayers find(
      FileRequest request, Flavor flavor, List<List<TargetFiles>> images) throws ReleaseException {
    List<TargetFiles> targets = images.stream().flatMap(List::stream).distinct().toList();
    FileSearch.Found files = FileSearch.find(request, targets);
    List<SbomFile> sboms = new ArrayList<>();
    files.sboms().forEach((target, file) -> sboms.add(new SbomFile(target, file)));
    TargetLayers found =
        new TargetLayers(
            targets,
            files.layers(),
            sboms,
            DigestCache.in(request.workDirectory()),
            flavor,
            request.checksums(),
            request.workDirectory());
    found.check(images);
    return found;
  }

  /** Returns the number of files and directories. */
  public int count() {
    return (int) files.values().stream().flatMap(List::stream).distinct().count();
  }

  /** Returns whether no digest was cached by an earlier build. */
  public boolean areNew() {
    return digestCache.isEmpty();
  }

  /**
   * The largest first, which makes the total time shorter. Of those that are compressed the
   * smallest, so that some can be sent while others are compressed, which takes longer.
   */
  private static long order(Map.Entry<NamedLayer, Long> file) {
    return file.getKey().compression() == Compression.NONE ? -file.getValue() : file.getValue();
  }

  /** Starts to read the files, each once even if several images have it. */
  public Reading begin(Tasks threads) {
    // each size once, since a directory has that of thousands of files
    Map<NamedLayer, Long> sizes = new LinkedHashMap<>();
    files.values().stream()
        .flatMap(List::stream)
        .forEach(layer -> sizes.computeIfAbsent(layer, NamedLayer::size));
    Map<NamedLayer, Future<Layer>> begun = new LinkedHashMap<>();
    sizes.entrySet().stream()
        .sorted(Comparator.comparingLong(TargetLayers::order))
        .map(Map.Entry::getKey)
        .forEach(layer -> begun.put(layer, threads.begin(() -> read(layer))));
    return new Reading(begun);
  }

  /** Files that are being read. */
  public final class Reading {
    private final Map<NamedLayer, Future<Layer>> begun;

    private Reading(Map<NamedLayer, Future<Layer>> begun) {
      this.begun = begun;
    }

    /** A layer that may not be known yet. */
    public record PendingLayer(Future<Layer> layer) {
      public Layer await() throws ReleaseException {
        return Tasks.await(layer);
      }
    }

    /** Returns the layers of a target, without the checksums; the largest first. */
    public List<PendingLayer> of(TargetFiles target) {
      Set<NamedLayer> own = Set.copyOf(layersOf(target));
      return begun.entrySet().stream()
          .filter(file -> own.contains(file.getKey()))
          .map(file -> new PendingLayer(file.getValue()))
          .toList();
    }

    /**
     * Waits for the layers.
     *
     * @return the layers of each target, by its name
     * @throws ReleaseException if a file cannot be read, or if its checksum cannot be written
     */
    public Map<String, List<Layer>> await() throws ReleaseException {
      Map<String, List<Layer>> layers = new LinkedHashMap<>();
      for (TargetFiles target : targets) {
        List<Layer> own = new ArrayList<>();
        for (NamedLayer file : layersOf(target)) {
          own.add(Tasks.await(Objects.requireNonNull(begun.get(file))));
        }
        if (checksums) {
          own.add(checksums(ChecksumNames.of(flavor, target.name()), own));
        }
        layers.put(target.name(), own);
      }
      digestCache.save();
      return layers;
    }
  }

  /** Removes all cached digests, as one of them may be wrong. */
  public void forgetDigests() {
    digestCache.forget();
  }

  private List<NamedLayer> layersOf(TargetFiles target) {
    return files.getOrDefault(target.name(), List.of());
  }

  private void check(List<List<TargetFiles>> images) throws ReleaseException {
    ImageEntries entries = new ImageEntries();
    for (List<TargetFiles> image : images) {
      List<ImageEntries.Member> members = new ArrayList<>();
      for (TargetFiles target : image) {
        layersOf(target)
            .forEach(one -> members.add(new ImageEntries.Member(target.name(), one.source())));
      }
      entries.add(
          members,
          checksums
              ? image.stream().map(target -> ChecksumNames.of(flavor, target.name())).toList()
              : List.of());
    }
    entries.check();
  }

  private Layer read(NamedLayer file) throws ReleaseException {
    Layer layer = layer("read", file, () -> digestCache.layer(file.source()));
    Path directory = workDirectory.resolve("layers");
    CompressedLayers packed = new CompressedLayers(directory);
    return file.compression() == Compression.NONE
        ? layer
        : layer("compressed into " + directory, file, () -> packed.pack(layer, file.compression()));
  }

  private static Layer layer(String doing, NamedLayer file, Steps.Step<Layer> step)
      throws ReleaseException {
    try {
      return step.run();
    } catch (FileChangedException e) {
      throw new ReleaseException(e.getMessage() + " " + Steps.NO_TAG_MOVED, e);
    } catch (IOException e) {
      throw new ReleaseException(
          file.source().name() + " cannot be " + doing + ": " + FileErrors.of(e) + ".", e);
    }
  }

  /** Writes the format of the command {@code sha256sum}, unless the file is up to date. */
  private Layer checksums(String name, List<Layer> layers) throws ReleaseException {
    byte[] content = ChecksumLines.of(layers).getBytes(StandardCharsets.UTF_8);
    LayerSource file = LayerSource.file(workDirectory.resolve(name), name);
    try {
      if (Files.isRegularFile(file.path())) {
        Layer there = digestCache.layer(file);
        if (there.files().get(0).digest().equals(Sha256.of(content))) {
          return there;
        }
      }
      Files.createDirectories(workDirectory);
      Files.write(file.path(), content);
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be written: " + FileErrors.of(e) + ".", e);
    }
    return read(new NamedLayer(file, Compression.NONE));
  }
}
