package io.github.captainos.image.layer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Compression;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.MediaTypes;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.image.entry.FileChangedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The compressed form of a layer, in a file.
 *
 * @param file the file
 * @param compression how it is compressed
 * @param digest the digest of the file
 * @param size the size of the file in bytes
 */
public record PackedLayer(Path file, Compression compression, DescriptorDigest digest, long size) {

  Descriptor descriptor(String title) {
    return Descriptor.of(MediaTypes.LAYER + compression.mediaTypeSuffix(), digest, size)
        .withAnnotation(Annotations.TITLE, title + compression.fileSuffix());
  }

  void writeTo(OutputStream out) throws IOException {
    DescriptorDigest written;
    try (InputStream in = Files.newInputStream(file)) {
      written = Sha256.copy(in, out);
    }
    if (!written.equals(digest)) {
      Files.delete(file); // the next build creates it again
      throw new FileChangedException(file, "its content has changed");
    }
  }
}
