package io.github.captainos.release.input;

import io.github.captainos.image.Compression;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Layer;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Steps;
import io.github.captainos.release.Tasks;
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
 * @param digestCache the cached digests
 * @param flavor the flavor of the release, which the names of these files have
 * @param checksums whether a target's last layer is a file with the checksums of the others
 * @param workDirectory the directory for these files
 */
public record TargetLayers(
    List<TargetFiles> targets,
    Map<String, List<NamedFile>> files,
    DigestCache digestCache,
    Flavor flavor,
    boolean checksums,
    Path workDirectory) {

  /** A file, its name in an image, and its compression there. */
  record NamedFile(Path file, String name, Compression compression) {
    // those that the JVM generates for a record are slow on first use

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof NamedFile that
          && file.equals(that.file)
          && name.equals(that.name)
          && compression == that.compression;
    }

    @Override
    public int hashCode() {
      return file.hashCode() + name.hashCode();
    }
  }

  /**
   * Finds the files, without reading them.
   *
   * @param flavor the flavor of the release
   * @param combined whether the files of all targets are to be in one image
   * @throws ReleaseException if files are missing, unreadable or ambiguous, or if two in an image
   *     have the same name; one exception names all
   */
  public static TargetLayers find(
      FileRequest request, Flavor flavor, List<TargetFiles> targets, boolean combined)
      throws ReleaseException {
    TargetLayers found =
        new TargetLayers(
            targets,
            FileSearch.find(request, targets),
            DigestCache.in(request.workDirectory()),
            flavor,
            request.checksums(),
            request.workDirectory());
    found.checkNames(combined);
    return found;
  }

  /** Starts to read the files, each once even if several images have it; the largest first. */
  public Reading begin(Tasks threads) {
    Map<NamedFile, Future<Layer>> begun = new LinkedHashMap<>();
    files.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(file -> -file.file().toFile().length()))
        .forEach(file -> begun.computeIfAbsent(file, one -> threads.begin(() -> read(one))));
    return new Reading(begun);
  }

  /** Files that are being read. */
  public final class Reading {
    private final Map<NamedFile, Future<Layer>> begun;

    private Reading(Map<NamedFile, Future<Layer>> begun) {
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
      Set<NamedFile> own = Set.copyOf(filesOf(target));
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
        for (NamedFile file : filesOf(target)) {
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

  private List<NamedFile> filesOf(TargetFiles target) {
    return files.getOrDefault(target.name(), List.of());
  }

  private void checkNames(boolean combined) throws ReleaseException {
    Map<String, String> owners = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    for (TargetFiles target : targets) {
      if (!combined) {
        owners.clear();
      }
      for (NamedFile file : filesOf(target)) {
        claim(owners, file.name(), file.file() + " of target " + target.name(), problems);
      }
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Two files of an image have the same name; give one another <name>:", problems);
    }
  }

  private static void claim(
      Map<String, String> owners, String name, String owner, List<String> problems) {
    String other = owners.putIfAbsent(name, owner);
    if (other != null) {
      problems.add(name + ": " + other + ", and " + owner);
    }
  }

  private Layer read(NamedFile file) throws ReleaseException {
    Layer layer = layer("read", file, () -> digestCache.layer(file.file(), file.name()));
    Path directory = workDirectory.resolve("layers");
    CompressedLayers packed = new CompressedLayers(directory);
    return file.compression() == Compression.NONE
        ? layer
        : layer(
            "compressed into " + directory,
            file,
            () -> packed.pack(file.file(), layer, file.compression()));
  }

  private static Layer layer(String doing, NamedFile file, Steps.Step<Layer> step)
      throws ReleaseException {
    try {
      return step.run();
    } catch (FileChangedException e) {
      throw new ReleaseException(e.getMessage() + " " + Steps.NO_TAG_MOVED, e);
    } catch (IOException e) {
      throw new ReleaseException(
          file.name() + " cannot be " + doing + ": " + FileErrors.of(e) + ".", e);
    }
  }

  /** Writes the format of the command {@code sha256sum}, unless the file is up to date. */
  private Layer checksums(String name, List<Layer> layers) throws ReleaseException {
    StringBuilder lines = new StringBuilder();
    for (Layer layer : layers) {
      lines.append(layer.fileDigest().getHash()).append("  ").append(layer.name()).append('\n');
    }
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    Path file = workDirectory.resolve(name);
    try {
      if (Files.isRegularFile(file)) {
        Layer there = digestCache.layer(file, name);
        if (there.fileDigest().equals(Sha256.of(content))) {
          return there;
        }
      }
      Files.createDirectories(workDirectory);
      Files.write(file, content);
    } catch (IOException e) {
      throw new ReleaseException(name + " cannot be written: " + FileErrors.of(e) + ".", e);
    }
    return read(new NamedFile(file, name, Compression.NONE));
  }
}
