package io.github.captainos.registry.remote;

import io.github.captainos.image.Document;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.http.Response;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;

/** Reads manifests from the answers of registries. */
final class ManifestAnswer {
  private ManifestAnswer() {}

  /**
   * Reads a manifest.
   *
   * @throws IOException if it is not a manifest, or not the one with the digest that the registry
   *     declares
   */
  static Document read(Response response) throws IOException {
    byte[] bytes;
    try (InputStream body = response.body()) {
      bytes = body.readNBytes(Document.LARGEST + 1);
    }
    if (bytes.length > Document.LARGEST) {
      throw new ContentException("the manifest has more than " + Document.LARGEST + " bytes");
    }
    Document document = Document.of(response.mediaType(), bytes);
    check(document, response.header("Docker-Content-Digest"));
    return document;
  }

  /** Detects a proxy's page, and a manifest that was truncated. */
  private static void check(Document manifest, String declared) throws ContentException {
    try {
      manifest.check();
    } catch (IOException e) {
      throw new ContentException("the registry's answer is not a manifest", e);
    }
    checkDigest(manifest, declared, "sent");
  }

  /**
   * Compares digests.
   *
   * @param declared the digest that the registry declares; empty if it does not
   * @param action what the registry did with the manifest, in the past tense
   */
  static void checkDigest(Document manifest, String declared, String action)
      throws ContentException {
    String digest = manifest.descriptor().digest().toString();
    if (declared.startsWith("sha256:") && !declared.equals(digest)) {
      throw new ContentException(
          "the registry "
              + action
              + " the manifest "
              + digest
              + ", but declares the digest "
              + Printable.of(declared));
    }
  }
}
