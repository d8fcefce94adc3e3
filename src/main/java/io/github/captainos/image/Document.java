package io.github.captainos.image;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.captainos.image.digest.Sha256;
import io.github.captainos.support.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A JSON document of an image: a config, a manifest or an index. */
public final class Document implements Blob {
  /**
   * The maximum size of a document in bytes: the OCI Distribution Specification 1.1, pushing
   * manifests, does not require registries to accept larger ones.
   */
  public static final int LARGEST = 4 << 20;

  private final Descriptor descriptor;
  private final byte[] bytes;

  private Document(Descriptor descriptor, byte[] bytes) {
    this.descriptor = descriptor;
    this.bytes = bytes;
  }

  /**
   * Writes a document without white space, with its keys in the order of the map.
   *
   * @param mediaType the media type of the document
   * @param json its content, in maps, lists, strings and numbers
   */
  static Document of(String mediaType, Map<String, Object> json) {
    return of(mediaType, Json.write(json));
  }

  /**
   * Returns a document as it was published.
   *
   * @param mediaType the media type that the registry reported
   * @param bytes its bytes
   */
  public static Document of(String mediaType, byte[] bytes) {
    byte[] own = bytes.clone();
    Document document = new Document(Descriptor.of(mediaType, Sha256.of(own), own.length), own);
    return mediaType.isEmpty() ? document.withItsOwnMediaType() : document;
  }

  /**
   * Returns the document with the media type in its content, if a registry does not report one as
   * required.
   */
  private Document withItsOwnMediaType() {
    try {
      String own = json().path("mediaType").asText();
      return new Document(Descriptor.of(own, descriptor.digest(), descriptor.size()), bytes);
    } catch (IOException e) {
      return this;
    }
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Checks that this is a JSON document.
   *
   * @throws IOException if it is not a JSON object in UTF-8
   */
  public void check() throws IOException {
    Json.checkObject(bytes);
  }

  /**
   * Returns the document's content.
   *
   * @throws IOException if it is not a JSON object in UTF-8
   */
  public ObjectNode json() throws IOException {
    check();
    return (ObjectNode) Json.read(bytes);
  }

  /** Returns a copy of the document's bytes, which are UTF-8. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public InputStream open(long from) {
    int first = Math.toIntExact(from);
    return new ByteArrayInputStream(bytes, first, bytes.length - first);
  }
}
