package io.github.captainos.release.input.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.image.tar.LayerSource;
import io.github.captainos.image.tar.SourceEntry;
import io.github.captainos.image.tar.SourceState;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.Collectors;

/**
 * A cache of the digests of files and directories, kept between builds, so that what has not
 * changed is not read again. Entries that may be outdated are not used.
 */
public final class DigestCache {
  private static final Log LOG = Log.of(DigestCache.class);
  private static final String NAME = "digests";
  private static final String FORMAT = "captain digests 1";

  private final Path file;
  private final Map<String, Entry> before;
  private final Map<String, Entry> now = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /**
   * @param state the state of the file or directory when it was read
   * @param layer digest of the layer
   * @param contents digests of the files themselves, in the order of the layer
   */
  private record Entry(String state, DescriptorDigest layer, List<DescriptorDigest> contents) {

    static Entry parse(String state, String layer, String contents) throws DigestException {
      List<DescriptorDigest> digests = new ArrayList<>();
      for (String content : contents.isEmpty() ? new String[0] : contents.split(",")) {
        digests.add(DescriptorDigest.fromHash(content));
      }
      return new Entry(state, DescriptorDigest.fromHash(layer), digests);
    }

    String line(String key) {
      String hashes =
          contents.stream().map(DescriptorDigest::getHash).collect(Collectors.joining(","));
      return String.join(" ", state, layer.getHash(), hashes, key);
    }
  }

  private DigestCache(Path file, Map<String, Entry> before, InstantSource clock) {
    this.file = file;
    this.before = before;
    this.clock = clock;
  }

  /** Returns the cache in a directory. */
  public static DigestCache in(Path directory) {
    return in(directory, InstantSource.system());
  }

  static DigestCache in(Path directory, InstantSource clock) {
    Path file = directory.resolve(NAME);
    return new DigestCache(file, load(file), clock);
  }

  /** Returns whether there was none before, so that all files are read. */
  public boolean isEmpty() {
    return before.isEmpty();
  }

  /** A line for each layer; the last line is the digest of those before it. */
  private static Map<String, Entry> load(Path file) {
    Map<String, Entry> entries = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(file);
      int last = lines.size() - 1;
      if (last < 1
          || !lines.get(0).equals(FORMAT)
          || !sum(lines.subList(0, last)).equals(lines.get(last))) {
        return Map.of();
      }
      for (String line : lines.subList(1, last)) {
        String[] parts = line.split(" ", 4);
        entries.put(parts[3], Entry.parse(parts[0], parts[1], parts[2]));
      }
      return entries;
    } catch (IOException | DigestException | RuntimeException e) {
      LOG.debug("No digests were read from {}", file, e);
      return Map.of();
    }
  }

  private static String sum(List<String> lines) {
    return Sha256.of(String.join("\n", lines).getBytes(UTF_8)).getHash();
  }

  /**
   * Returns a key with the layer's name, which is part of its bytes, what is taken of a directory,
   * and the path as a URI, without spaces.
   */
  private static String key(LayerSource source) {
    return String.join(
        " ", source.name(), source.selection().id(), source.path().toUri().toString());
  }

  /**
   * Returns the layer of a file or directory, which is read only if its digests are not cached.
   *
   * @throws IOException as {@link Layer#of(LayerSource)} does
   */
  public Layer layer(LayerSource source) throws IOException {
    Optional<Layer> cached = cached(source);
    if (cached.isPresent()) {
      return cached.get();
    }
    Instant start = clock.instant();
    Layer layer = Layer.of(source);
    SourceState state = layer.state();
    if (state.isSettledAt(start) && state.equals(SourceState.of(source))) {
      now.put(
          key(source),
          new Entry(
              state.text(),
              layer.diffId(),
              layer.files().stream().map(Layer.Content::digest).toList()));
    }
    return layer;
  }

  /** Returns the layer of what has not changed since it was read. */
  Optional<Layer> cached(LayerSource source) throws IOException {
    Entry entry = before.get(key(source));
    if (entry == null) {
      return Optional.empty();
    }
    SourceState state = SourceState.of(source);
    if (!entry.state().equals(state.text()) || entry.contents().size() != state.sizes().size()) {
      return Optional.empty();
    }
    List<Layer.Content> files = new ArrayList<>();
    for (SourceEntry file : source.files()) {
      int i = files.size();
      files.add(new Layer.Content(file.path(), state.sizes().get(i), entry.contents().get(i)));
    }
    return Optional.of(Layer.known(source, state, files, entry.layer()));
  }

  /** Stores new entries, and those whose file still exists. */
  public void save() {
    if (now.isEmpty()) {
      return;
    }
    Map<String, Entry> all = new TreeMap<>(before);
    all.keySet().removeIf(key -> !isThere(key));
    all.putAll(now);
    List<String> lines = new ArrayList<>(List.of(FORMAT));
    all.forEach((key, entry) -> lines.add(entry.line(key)));
    lines.add(sum(lines));
    try {
      byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(file, out -> out.write(text));
    } catch (IOException e) {
      LOG.debug(
          "Digests could not be stored in {}", file, e); // the next build reads the files again
    }
  }

  private static boolean isThere(String key) {
    return Files.exists(Path.of(URI.create(key.substring(key.lastIndexOf(' ') + 1))));
  }

  /** Deletes the cache, after an entry was wrong. */
  public void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("{} could not be deleted", file, e);
    }
  }
}
