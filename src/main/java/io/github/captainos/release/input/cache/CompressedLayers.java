package io.github.captainos.release.input.cache;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Compression;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.tar.Layer;
import io.github.captainos.support.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A cache of compressed layers, each valid as long as its files do not change.
 *
 * @param directory the cache: a directory for each file, with a name that has both digests
 */
public record CompressedLayers(Path directory) {
  private static final int BUFFER = 1 << 16;
  private static final int SHORT_HASH = 16;

  /**
   * Compresses a layer, unless it is in the cache.
   *
   * @throws IOException if the file has changed, or the compressed bytes cannot be written
   */
  public Layer pack(Layer layer, Compression compression) throws IOException {
    String key =
        String.join(
            " ",
            compression.id(),
            layer.name(),
            layer.source().selection().id(),
            layer.source().path().toUri().toString());
    String hash = Sha256.of(key.getBytes(StandardCharsets.UTF_8)).getHash();
    Path own = Files.createDirectories(directory.resolve(hash.substring(0, SHORT_HASH)));
    Optional<Layer> kept = keep(own, layer, compression);
    return kept.isPresent() ? kept.get() : make(own, layer, compression);
  }

  /** Returns a valid cached layer, and deletes outdated ones. */
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

  private static Layer make(Path own, Layer layer, Compression compression) throws IOException {
    try (AtomicFile fresh = new AtomicFile(own)) {
      AtomicReference<DescriptorDigest> digest = new AtomicReference<>();
      fresh.write(out -> digest.set(layer.writeCompressed(compression, out)));
      String name =
          layer.diffId().getHash()
              + "-"
              + digest.get().getHash()
              + ".tar"
              + compression.fileSuffix();
      Path file = own.resolve(name);
      fresh.moveTo(file);
      return layer.packed(file, compression, digest.get());
    }
  }
}
