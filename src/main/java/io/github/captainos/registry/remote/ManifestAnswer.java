package io.github.captainos.registry.remote;

import io.github.captainos.image.Document;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.connection.Response;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;

/** Manifests as registries answer them. */
final class ManifestAnswer {
  private ManifestAnswer() {}

  /**
   * Reads it.
   *
   * @throws IOException if it is no manifest, or another one than the registry promised
   */
  static Document read(Response response) throws IOException {
    byte[] bytes;
    try (InputStream body = response.body()) {
      bytes = body.readNBytes(Document.LARGEST + 1);
    }
    if (bytes.length > Document.LARGEST) {
      throw new RegistryException("the manifest has more than " + Document.LARGEST + " bytes");
    }
    Document document = Document.of(response.mediaType(), bytes);
    check(document, response.header("Docker-Content-Digest"));
    return document;
  }

  /** A proxy's page is no manifest, and a manifest that was cut short is another one. */
  private static void check(Document manifest, String promised) throws RegistryException {
    try {
      manifest.check();
    } catch (IOException e) {
      throw new RegistryException("the registry answered something that is no manifest", e);
    }
    checkDigest(manifest, promised, "sent");
  }

  /**
   * Compares digests.
   *
   * @param other what the registry calls it; empty where it does not say
   * @param did what the registry did with it
   */
  static void checkDigest(Document manifest, String other, String did) throws RegistryException {
    String digest = manifest.descriptor().digest().toString();
    if (other.startsWith("sha256:") && !other.equals(digest)) {
      throw new RegistryException(
          "the registry "
              + did
              + " the manifest "
              + digest
              + " and calls it "
              + Printable.of(other));
    }
  }
}
