package io.github.captainos.release.publish.input;

import io.github.captainos.image.Compression;
import io.github.captainos.image.FileChangedException;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.release.ChecksumBundle;
import io.github.captainos.release.ChecksumNames;
import io.github.captainos.release.Flavor;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.Steps;
import io.github.captainos.release.Tasks;
import io.github.captainos.release.publish.input.TargetFiles.Source;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.RegularFile;
import io.github.captainos.support.Suggestion;
import io.github.captainos.trust.Predicate;
import io.github.captainos.trust.Sbom;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The layers of targets. Their files are found ({@link #find}), then read ({@link #begin}, {@link
 * #await}).
 */
public final class Layers {
  /** Its layer has some bytes more: those of an archive. */
  private static final int MAX_SUMS = ChecksumNames.MAX_SIZE - (64 << 10);

  private static final List<String> COMPRESSIONS = List.of("none", "zstd", "gzip");

  private final List<TargetFiles> targets;
  private final boolean checksums;
  private final Setting compression;
  private final Path baseDirectory;
  private final Path workDirectory;
  private final LayerCache cache;

  /** The files and directories of each target of the images, by its name, in their order. */
  private final Map<String, List<NamedLayer>> files = new LinkedHashMap<>();

  private final Map<String, Path> sboms = new LinkedHashMap<>();

  /** The content of the checksum files, by their paths. */
  private final Map<Path, byte[]> sums = new LinkedHashMap<>();

  /** The layers that are being read, by their keys. */
  private final Map<String, Future<Layer>> begun = new LinkedHashMap<>();

  private Flavor flavor = Flavor.NONE;

  /**
   * What a layer is made of, and its compression.
   *
   * @param key is the same for the same layer
   */
  private record NamedLayer(String key, LayerSource source, Compression compression) {
    private NamedLayer(LayerSource source, Compression compression) {
      this(compression.id() + " " + LayerCache.key(source), source, compression);
    }

    /**
     * Returns a number by which layers are sorted before they are read. The largest first, which
     * makes the total time shorter. Of those that are compressed the smallest, so that some can be
     * sent while others are compressed, which takes longer.
     */
    private long order() {
      long size = source.files().stream().mapToLong(entry -> entry.file().toFile().length()).sum();
      return compression == Compression.NONE ? -size : size;
    }
  }

  /**
   * @param targets all targets of the project
   * @param checksums whether a target's last layer is a file with the checksums of the others
   * @param compression how layers are compressed: {@code none}, {@code zstd} or {@code gzip}
   * @param baseDirectory the directory that the files' paths are relative to
   * @param workDirectory the directory for files with checksums, and for what is kept for the next
   *     build
   */
  public Layers(
      List<TargetFiles> targets,
      boolean checksums,
      Setting compression,
      Path baseDirectory,
      Path workDirectory) {
    this.targets = List.copyOf(targets);
    this.checksums = checksums;
    this.compression = compression;
    this.baseDirectory = baseDirectory;
    this.workDirectory = workDirectory;
    this.cache = new LayerCache(workDirectory);
  }

  /** Returns all targets of the project. */
  public List<TargetFiles> targets() {
    return targets;
  }

  /**
   * Finds the files, without reading them.
   *
   * @param images the targets that each image consists of
   * @param flavor the flavor of the release, which the names of checksum files have
   * @throws ReleaseException if files are missing, unreadable or ambiguous, if two in an image have
   *     the same name, or if a link leads to nothing in its image; one exception names all
   */
  public void find(List<List<TargetFiles>> images, Flavor flavor) throws ReleaseException {
    this.flavor = flavor;
    files.clear();
    sboms.clear();
    sums.clear();
    begun.clear();
    Compression byDefault =
        compression(
            compression.value(),
            "captain.compression must be none, zstd or gzip, not " + compression);
    SourceFiles search =
        new SourceFiles(
            baseDirectory,
            targets.stream()
                .flatMap(target -> target.files().stream())
                .map(Source::written)
                .collect(Collectors.toSet()));
    List<String> problems = new ArrayList<>();
    List<String> whole = new ArrayList<>();
    for (List<TargetFiles> image : images) {
      for (TargetFiles target : image) {
        if (!files.containsKey(target.name())) {
          int before = problems.size();
          find(target, search, byDefault, problems);
          if (problems.size() == before) {
            whole.add("-Dcaptain.target=" + target.name());
          }
        }
      }
    }
    if (!problems.isEmpty()) {
      throw ReleaseException.of(
          "Files to publish are missing or invalid (paths are relative to "
              + baseDirectory
              + ")"
              + (whole.isEmpty()
                  ? ""
                  : ". Add " + String.join(" or ", whole) + " to publish what is there")
              + ":",
          problems);
    }
    check(images);
    cache.load();
  }

  private void find(
      TargetFiles target, SourceFiles search, Compression byDefault, List<String> problems) {
    String prefix = "target " + target.name() + ": ";
    List<NamedLayer> found = new ArrayList<>();
    for (Source file : target.files()) {
      try {
        LayerSource source = search.find(file, problem -> problems.add(prefix + problem));
        String own = file.compression();
        String problem =
            "the <compression> of "
                + file.written()
                + " must be none, zstd or gzip, not '"
                + own
                + "'";
        found.add(new NamedLayer(source, own == null ? byDefault : compression(own, problem)));
      } catch (ReleaseException e) {
        problems.add(prefix + e.getMessage());
      }
    }
    files.put(target.name(), found);
    if (target.sbom() != null) {
      try {
        sboms.put(target.name(), search.findFile(target.sbom(), ""));
      } catch (ReleaseException e) {
        problems.add(prefix + "the <sbom> " + e.getMessage());
      }
    }
  }

  private static Compression compression(String value, String problem) throws ReleaseException {
    return Compression.named(value)
        .orElseThrow(
            () -> new ReleaseException(problem + "." + Suggestion.of(value, COMPRESSIONS)));
  }

  private void check(List<List<TargetFiles>> images) throws ReleaseException {
    ImageEntries entries = new ImageEntries();
    for (List<TargetFiles> image : images) {
      Map<String, List<LayerSource>> sources = new LinkedHashMap<>();
      List<String> names = new ArrayList<>();
      for (TargetFiles target : image) {
        sources.put(
            target.name(), layersOf(target.name()).stream().map(NamedLayer::source).toList());
        names.add(ChecksumNames.of(flavor, target.name()));
      }
      entries.add(sources, checksums ? names : List.of());
    }
    entries.check();
  }

  private List<NamedLayer> layersOf(String target) {
    return files.getOrDefault(target, List.of());
  }

  private Stream<NamedLayer> layers() {
    return files.values().stream().flatMap(Collection::stream);
  }

  /** Returns the number of files and directories that were found. */
  public int count() {
    return (int) layers().map(NamedLayer::key).distinct().count();
  }

  /** Returns whether no digest is known from an earlier build. */
  public boolean areNew() {
    return cache.isEmpty();
  }

  /** Returns the path of the SBOM of each target that has one, by the target's name. */
  public Map<String, Path> sboms() {
    return sboms;
  }

  /**
   * Reads the SBOM of each target that has one.
   *
   * @return what they state, by the target's name
   * @throws ReleaseException if one cannot be read, is too large, or is not an SBOM in one of the
   *     formats
   */
  public Map<String, Predicate> readSboms() throws ReleaseException {
    Map<String, Predicate> read = new LinkedHashMap<>();
    for (Map.Entry<String, Path> sbom : sboms.entrySet()) {
      try {
        read.put(sbom.getKey(), readSbom(sbom.getValue()));
      } catch (IOException e) {
        throw new ReleaseException(
            "target "
                + sbom.getKey()
                + ": the <sbom> "
                + sbom.getValue()
                + " cannot be attested: "
                + FileErrors.of(e)
                + ".");
      }
    }
    return read;
  }

  private static Predicate readSbom(Path file) throws IOException {
    try (InputStream in = RegularFile.open(file)) {
      byte[] content = in.readNBytes(Predicate.MAX_SIZE + 1);
      if (content.length > Predicate.MAX_SIZE) {
        throw new IOException(
            "it has "
                + Files.size(file)
                + " bytes, and at most "
                + Predicate.MAX_SIZE
                + " (16 MiB) can be attested. Have the program that writes it leave out what is not"
                + " needed, such as the files of packages");
      }
      return Sbom.read(content);
    }
  }

  /** Starts to read the files, each once even if several images have it. */
  public void begin(Tasks threads) {
    Map<String, NamedLayer> each = new LinkedHashMap<>();
    layers().forEach(layer -> each.putIfAbsent(layer.key(), layer));
    each.values().stream()
        // once for each, since a directory may have thousands of files
        .map(layer -> Map.entry(layer.order(), layer))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .forEach(layer -> begun.put(layer.key(), threads.begin(() -> read(layer))));
  }

  /**
   * Returns the layers of a target that are being read, without the checksums, in the order in
   * which they are read. {@link Tasks#await} waits for one.
   */
  public List<Future<Layer>> begun(TargetFiles target) {
    Set<String> own =
        layersOf(target.name()).stream().map(NamedLayer::key).collect(Collectors.toSet());
    return begun.entrySet().stream()
        .filter(layer -> own.contains(layer.getKey()))
        .map(Map.Entry::getValue)
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
    for (String target : files.keySet()) {
      List<Layer> own = new ArrayList<>();
      for (NamedLayer file : layersOf(target)) {
        own.add(Tasks.await(Objects.requireNonNull(begun.get(file.key()))));
      }
      if (checksums) {
        own.add(checksums(ChecksumNames.of(flavor, target), own));
      }
      layers.put(target, own);
    }
    cache.save();
    return layers;
  }

  /**
   * Checks that a combined image can be signed, too: checksum files are read for that.
   *
   * @param key the key; without one, nothing is checked
   */
  public void checkChecksums(@Nullable SigningKey key) throws ReleaseException {
    for (Map.Entry<Path, byte[]> file : sums.entrySet()) {
      if (key != null && file.getValue().length > MAX_SUMS) {
        throw new ReleaseException(
            file.getKey()
                + " has "
                + file.getValue().length
                + " bytes, and may have "
                + MAX_SUMS
                + " if the release is signed. "
                + Steps.NO_TAG_MOVED
                + " Publish fewer files, or pack those of a directory into one.");
      }
    }
  }

  /**
   * Writes a signature of each checksum file beside it, without a key none.
   *
   * @throws ReleaseException if one cannot be written
   */
  public void signChecksums(@Nullable SigningKey key) throws ReleaseException {
    if (key == null) {
      return;
    }
    for (Map.Entry<Path, byte[]> file : sums.entrySet()) {
      ChecksumBundle.write(file.getKey(), file.getValue(), key);
    }
  }

  /** Removes all digests that are kept for the next build, as one of them may be wrong. */
  public void forgetDigests() {
    cache.forget();
  }

  private Layer read(NamedLayer file) throws ReleaseException {
    String doing = "read";
    try {
      Layer layer = cache.layer(file.source());
      if (file.compression() == Compression.NONE) {
        return layer;
      }
      doing = "compressed into " + cache.layers();
      return cache.compressed(layer, file.compression());
    } catch (FileChangedException e) {
      throw new ReleaseException(e.getMessage() + " " + Steps.NO_TAG_MOVED, e);
    } catch (IOException e) {
      throw new ReleaseException(
          file.source().name() + " cannot be " + doing + ": " + FileErrors.of(e) + ".", e);
    }
  }

  /** Writes the format of the command {@code sha256sum}, unless the file is up to date. */
  private Layer checksums(String name, List<Layer> layers) throws ReleaseException {
    StringBuilder lines = new StringBuilder();
    for (Layer layer : layers) {
      for (Layer.Content file : layer.files()) {
        lines.append(file.digest().getHash()).append("  ").append(file.path()).append('\n');
      }
    }
    byte[] content = lines.toString().getBytes(StandardCharsets.UTF_8);
    LayerSource file = LayerSource.file(workDirectory.resolve(name), name);
    sums.put(file.path(), content);
    try {
      if (Files.isRegularFile(file.path())) {
        Layer there = cache.layer(file);
        if (there.files().get(0).digest().equals(Sha256.of(content))) {
          return there;
        }
      }
      ChecksumBundle.replace(file.path(), content);
    } catch (IOException e) {
      throw new ReleaseException(
          file.path()
              + " cannot be written ("
              + FileErrors.of(e)
              + "). "
              + Steps.NO_TAG_MOVED
              + " Make its directory writable, with some space, and publish again.",
          e);
    }
    return read(new NamedLayer(file, Compression.NONE));
  }
}
