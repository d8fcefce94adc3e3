package io.github.captainos.release;

import io.github.captainos.image.Sha256;
import io.github.captainos.support.AtomicFile;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Log;
import io.github.captainos.trust.FileSignature;
import io.github.captainos.trust.key.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Sigstore bundle beside a checksum file, with which the files can be verified where there is
 * no registry. It is no part of an image.
 */
public final class ChecksumBundle {
  private static final Log LOG = Log.of(ChecksumBundle.class);
  private static final String SUFFIX = ".sigstore.json";

  private ChecksumBundle() {}

  /** Returns the path of the bundle of a checksum file. */
  public static String of(String checksums) {
    return checksums + SUFFIX;
  }

  private static Path of(Path checksums) {
    return checksums.resolveSibling(of(String.valueOf(checksums.getFileName())));
  }

  /** Returns whether a file of this name, in any directory of an image, is such a bundle. */
  public static boolean isOne(String path) {
    return path.endsWith(SUFFIX)
        && ChecksumNames.isOne(path.substring(0, path.length() - SUFFIX.length()));
  }

  /**
   * Returns the bundle of a checksum file if the key verifies it: it is kept, since each signature
   * is another one.
   *
   * @param checksums the path of the checksum file
   * @param content what it has
   */
  public static Optional<byte[]> found(Path checksums, byte[] content, SigningKey key) {
    Path bundle = of(checksums);
    if (!Files.isRegularFile(bundle, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(bundle, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of(in.readNBytes(FileSignature.MAX_SIZE))
          .filter(bytes -> FileSignature.verifies(bytes, content, key.verificationKey()));
    } catch (IOException e) {
      LOG.debug("{} is replaced, since it cannot be read", bundle, e);
      return Optional.empty();
    }
  }

  /**
   * Signs a checksum file, and returns the bundle.
   *
   * @param content what it has: nothing but checksums
   */
  public static byte[] sign(Path checksums, byte[] content, SigningKey key) {
    LOG.info("Signed {} with the key {}", checksums.getFileName(), key.verificationKey().hint());
    return FileSignature.sign(content, key);
  }

  /**
   * Writes a checksum file, unless it is there with this content, and its bundle, unless the key
   * verifies the one that is there.
   *
   * @throws ReleaseException if one cannot be written
   */
  public static void write(Path checksums, byte[] content, SigningKey key) throws ReleaseException {
    try {
      if (!Files.isRegularFile(checksums)
          || !Sha256.of(Files.newInputStream(checksums)).equals(Sha256.of(content))) {
        replace(checksums, content);
      }
      if (found(checksums, content, key).isEmpty()) {
        AtomicFile.write(of(checksums), out -> out.write(sign(checksums, content, key)));
      }
    } catch (IOException e) {
      throw new ReleaseException(
          checksums
              + " cannot be signed: "
              + FileErrors.of(e)
              + ". "
              + Steps.NO_TAG_MOVED
              + " Make its directory writable, or remove what has the name "
              + of(checksums).getFileName()
              + ".",
          e);
    }
  }

  /**
   * Writes a checksum file. The bundle of what it replaces is deleted.
   *
   * @throws IOException if it cannot be written
   */
  public static void replace(Path checksums, byte[] content) throws IOException {
    if (!Files.isDirectory(of(checksums))) {
      Files.deleteIfExists(of(checksums));
    }
    AtomicFile.write(checksums, out -> out.write(content));
  }
}
