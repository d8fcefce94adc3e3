package io.github.captainos.release.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Layer;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.support.AtomicFile;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of the digests of files, kept between builds, so that a file that has not changed is not
 * read again. Entries that may be outdated are not used.
 */
public final class DigestCache {
  private static final Logger LOG = LoggerFactory.getLogger(DigestCache.class);
  private static final String NAME = "digests";
  private static final String FORMAT = "captain digests 1";

  private final Path file;
  private final Map<String, Entry> before;
  private final Map<String, Entry> now = new ConcurrentHashMap<>();
  private final InstantSource clock;

  /**
   * @param state the state of the file when it was read
   * @param layer digest of the layer
   * @param content digest of the file itself
   */
  private record Entry(String state, DescriptorDigest layer, DescriptorDigest content) {}

  private DigestCache(Path file, Map<String, Entry> before, InstantSource clock) {
    this.file = file;
    this.before = before;
    this.clock = clock;
  }

  /** Returns the cache in a directory. */
  static DigestCache in(Path directory) {
    return in(directory, InstantSource.system());
  }

  static DigestCache in(Path directory, InstantSource clock) {
    Path file = directory.resolve(NAME);
    return new DigestCache(file, load(file), clock);
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
        entries.put(
            parts[3],
            new Entry(
                parts[0],
                DescriptorDigest.fromHash(parts[1]),
                DescriptorDigest.fromHash(parts[2])));
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
   * Returns a key with the layer's name, which is part of its bytes, and the path as a URI, without
   * spaces.
   */
  private static String key(Path source, String name) {
    return name + " " + source.toUri();
  }

  /**
   * Returns the layer of a file, which is read only if its digest is not cached.
   *
   * @throws IOException as {@link Layer#of} does
   */
  Layer layer(Path source, String name) throws IOException {
    Optional<Layer> cached = cached(source, name);
    if (cached.isPresent()) {
      return cached.get();
    }
    Instant start = clock.instant();
    FileState state = FileState.of(source);
    String stateBefore = state.toString();
    Layer layer = Layer.of(source, name);
    if (state.isSettledAt(start) && stateBefore.equals(FileState.of(source).toString())) {
      now.put(
          key(source, name),
          new Entry(stateBefore, layer.descriptor().digest(), layer.fileDigest()));
    }
    return layer;
  }

  /** Returns the layer of a file that has not changed since it was read. */
  Optional<Layer> cached(Path source, String name) throws IOException {
    Entry entry = before.get(key(source, name));
    FileState state = entry == null ? null : FileState.of(source);
    if (entry == null || !entry.state().equals(String.valueOf(state))) {
      return Optional.empty();
    }
    return Optional.of(Layer.known(source, name, state.size(), entry.layer(), entry.content()));
  }

  /** Stores new entries, and those whose file still exists. */
  void save() {
    if (now.isEmpty()) {
      return;
    }
    Map<String, Entry> all = new TreeMap<>(before);
    all.keySet().removeIf(key -> !isThere(key));
    all.putAll(now);
    List<String> lines = new ArrayList<>(List.of(FORMAT));
    all.forEach(
        (key, entry) ->
            lines.add(
                String.join(
                    " ", entry.state(), entry.layer().getHash(), entry.content().getHash(), key)));
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
