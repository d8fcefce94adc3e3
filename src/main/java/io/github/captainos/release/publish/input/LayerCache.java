package io.github.captainos.release.publish.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Compression;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.image.tar.SourceState;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * What is kept of layers for the next build, so that files that have not changed are not read
 * again: their digests, in the file {@code digests}, and compressed layers, in the directory {@code
 * layers}. What may be outdated is not used.
 */
final class LayerCache {
  private static final Log LOG = Log.of(LayerCache.class);

  /**
   * The first line of the file with digests. Then, there is a line for each layer, with its state
   * when it was read, its digest, the digests of its files, separated by commas and in the order of
   * the layer, and its key. The last line is the digest of those before it.
   */
  private static final String FORMAT = "captain digests 1";

  private static final int SHORT_HASH = 16;

  private final Path digests;
  private final Path layers;
  private final InstantSource clock;

  /** What is in a line, by the key: that of earlier builds, and that of this one. */
  private final Map<String, String> before = new HashMap<>();

  private final Map<String, String> now = new ConcurrentHashMap<>();

  LayerCache(Path directory) {
    this(directory, InstantSource.system());
  }

  LayerCache(Path directory, InstantSource clock) {
    this.digests = directory.resolve("digests");
    this.layers = directory.resolve("layers");
    this.clock = clock;
  }

  /** Returns the directory of compressed layers. */
  Path layers() {
    return layers;
  }

  /** Reads the digests of earlier builds. */
  void load() {
    before.clear();
    try {
      List<String> lines = Files.readAllLines(digests);
      int last = lines.size() - 1;
      if (last < 1
          || !lines.get(0).equals(FORMAT)
          || !sum(lines.subList(0, last)).equals(lines.get(last))) {
        return;
      }
      for (String line : lines.subList(1, last)) {
        String key = line.split(" ", 4)[3];
        before.put(key, line.substring(0, line.length() - key.length() - 1));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("No digests were read from {}", digests, e);
      before.clear();
    }
  }

  private static String sum(List<String> lines) {
    return Sha256.of(String.join("\n", lines).getBytes(UTF_8)).getHash();
  }

  /** Returns whether there are no digests of an earlier build, so that all files are read. */
  boolean isEmpty() {
    return before.isEmpty();
  }

  /**
   * Returns a key with the layer's name, which is part of its bytes, what is taken of a directory,
   * and the path as a URI, without spaces.
   */
  static String key(LayerSource source) {
    return String.join(
        " ", source.name(), source.selection().id(), source.path().toUri().toString());
  }

  /**
   * Returns the layer of a file or directory, which is read only if its digests are not known.
   *
   * @throws IOException as {@link Layer#of(LayerSource)} does
   */
  Layer layer(LayerSource source) throws IOException {
    Optional<Layer> known = known(source);
    if (known.isPresent()) {
      return known.get();
    }
    Instant start = clock.instant();
    Layer layer = Layer.of(source);
    SourceState state = layer.state();
    if (state.isSettledAt(start) && state.isSame(SourceState.of(source))) {
      String contents =
          layer.files().stream()
              .map(file -> file.digest().getHash())
              .collect(Collectors.joining(","));
      now.put(key(source), String.join(" ", state.text(), layer.diffId().getHash(), contents));
    }
    return layer;
  }

  /** Returns the layer of what has not changed since it was read. */
  Optional<Layer> known(LayerSource source) throws IOException {
    String line = before.get(key(source));
    if (line == null) {
      return Optional.empty();
    }
    String[] parts = line.split(" ", -1);
    String[] contents = parts[2].isEmpty() ? new String[0] : parts[2].split(",");
    SourceState state = SourceState.of(source);
    if (!parts[0].equals(state.text()) || contents.length != state.sizes().size()) {
      return Optional.empty();
    }
    try {
      List<Layer.Content> files = new ArrayList<>();
      for (SourceEntry file : source.files()) {
        int i = files.size();
        DescriptorDigest digest = DescriptorDigest.fromHash(contents[i]);
        files.add(new Layer.Content(file.path(), state.sizes().get(i), digest));
      }
      return Optional.of(Layer.known(source, state, files, DescriptorDigest.fromHash(parts[1])));
    } catch (DigestException e) {
      LOG.debug("{} has a digest that is not valid", digests, e);
      return Optional.empty();
    }
  }

  /** Stores new digests, and those of files that still exist. */
  void save() {
    if (now.isEmpty()) {
      return;
    }
    Map<String, String> all = new TreeMap<>(before);
    all.keySet().removeIf(key -> !isThere(key));
    all.putAll(now);
    List<String> lines = new ArrayList<>(List.of(FORMAT));
    all.forEach((key, line) -> lines.add(line + " " + key));
    lines.add(sum(lines));
    try {
      byte[] text = (String.join("\n", lines) + "\n").getBytes(UTF_8);
      AtomicFile.write(digests, out -> out.write(text));
    } catch (IOException e) {
      // the next build reads the files again
      LOG.debug("Digests could not be stored in {}", digests, e);
    }
  }

  private static boolean isThere(String key) {
    return Files.exists(Path.of(URI.create(key.substring(key.lastIndexOf(' ') + 1))));
  }

  /** Deletes all digests, after one of them was wrong. */
  void forget() {
    try {
      Files.deleteIfExists(digests);
    } catch (IOException e) {
      LOG.debug("{} could not be deleted", digests, e);
    }
  }

  /**
   * Compresses a layer, unless its compressed form is there.
   *
   * @throws IOException if a file has changed, or the compressed bytes cannot be written
   */
  Layer compressed(Layer layer, Compression compression) throws IOException {
    byte[] key = (compression.id() + " " + key(layer.source())).getBytes(UTF_8);
    // a directory for each source; in it, a file with a name that has both digests
    Path own =
        Files.createDirectories(layers.resolve(Sha256.of(key).getHash().substring(0, SHORT_HASH)));
    Optional<Layer> kept = keep(own, layer, compression);
    if (kept.isPresent()) {
      return kept.get();
    }
    try (AtomicFile fresh = new AtomicFile(own)) {
      AtomicReference<DescriptorDigest> written = new AtomicReference<>();
      fresh.write(out -> written.set(layer.writeCompressed(compression, out)));
      DescriptorDigest digest = written.get();
      Path file =
          own.resolve(
              layer.diffId().getHash()
                  + "-"
                  + digest.getHash()
                  + ".tar"
                  + compression.fileSuffix());
      fresh.moveTo(file);
      return layer.packed(file, compression, digest);
    }
  }

  /** Returns the compressed form that is there, and deletes outdated ones. */
  private static Optional<Layer> keep(Path own, Layer layer, Compression compression)
      throws IOException {
    Optional<Layer> kept = Optional.empty();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(own)) {
      for (Path file : files) {
        String[] parts = file.getFileName().toString().split("[-.]");
        if (parts[0].equals(layer.diffId().getHash())) {
          kept = Optional.of(layer.packed(file, compression, DescriptorDigest.fromHash(parts[1])));
        } else {
          Files.delete(file);
        }
      }
    } catch (DigestException e) {
      throw new IOException(own + " has a file in it that is not Captain's. Remove it", e);
    }
    return kept;
  }
}
