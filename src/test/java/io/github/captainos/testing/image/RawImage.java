package io.github.captainos.testing.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An image made of whatever bytes, with none of Captain's code. */
public final class RawImage {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  private final Map<String, byte[]> blobs = new LinkedHashMap<>();
  private final List<String> layers = new ArrayList<>();
  private final String config = add("{}".getBytes(UTF_8));
  private String mediaType = MANIFEST;

  /** Adds a layer with this media type. */
  public RawImage layer(byte[] bytes, String mediaType) {
    return layer(bytes, mediaType, bytes.length);
  }

  /** Adds a layer of which the manifest says that it has this size. */
  public RawImage layer(byte[] bytes, String mediaType, long size) {
    layers.add(descriptor(add(bytes), mediaType, size, ""));
    return this;
  }

  /** Adds the last layer some more times. */
  public RawImage repeatLayer(int times) {
    layers.addAll(Collections.nCopies(times, layers.get(layers.size() - 1)));
    return this;
  }

  /** Adds an uncompressed OCI layer. */
  public RawImage layer(byte[] bytes) {
    return layer(bytes, "application/vnd.oci.image.layer.v1.tar");
  }

  /** Adds an uncompressed OCI layer with a title. */
  public RawImage titledLayer(byte[] bytes, String title) {
    String mediaType = "application/vnd.oci.image.layer.v1.tar";
    String annotations =
        ",\"annotations\":{\"org.opencontainers.image.title\":" + json(title) + "}";
    layers.add(descriptor(add(bytes), mediaType, bytes.length, annotations));
    return this;
  }

  /** Returns a text as a JSON string, with no character escaped that need not be. */
  public static String json(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  /** Gives the manifest another media type. */
  public RawImage mediaType(String type) {
    mediaType = type;
    return this;
  }

  private String add(byte[] bytes) {
    String digest = digest(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  private static String descriptor(String digest, String mediaType, long size, String more) {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
        .formatted(mediaType, digest, size, more);
  }

  /** Returns the manifest. */
  public String manifest() {
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
        .formatted(
            mediaType,
            descriptor(config, "application/vnd.oci.image.config.v1+json", 2, ""),
            String.join(",", layers));
  }

  /** Returns an index of manifests, each with the JSON of its platform. */
  public static String index(Map<RawImage, String> images, String mediaType) {
    List<String> entries = new ArrayList<>();
    images.forEach(
        (image, platform) -> {
          byte[] bytes = image.manifest().getBytes(UTF_8);
          String more = platform.isEmpty() ? "" : ",\"platform\":" + platform;
          entries.add(descriptor(digest(bytes), image.mediaType, bytes.length, more));
        });
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
        .formatted(mediaType, String.join(",", entries));
  }

  /** Writes the image into a layout, under a tag. */
  public void writeTo(Path layout, String tag) throws IOException {
    writeBlobs(layout);
    writeTag(layout, tag, manifest(), mediaType);
  }

  /** Writes the image's blobs and its manifest into a layout, without a tag. */
  public void writeBlobs(Path layout) throws IOException {
    for (byte[] blob : blobs.values()) {
      writeBlob(layout, blob);
    }
    writeBlob(layout, manifest().getBytes(UTF_8));
  }

  /** Makes a manifest or index the only one of a layout. */
  public static void writeTag(Path layout, String tag, String manifest, String mediaType)
      throws IOException {
    byte[] bytes = manifest.getBytes(UTF_8);
    writeBlob(layout, bytes);
    String annotation = ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + tag + "\"}";
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        layout.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[%s]}"
            .formatted(descriptor(digest(bytes), mediaType, bytes.length, annotation)));
  }

  private static void writeBlob(Path layout, byte[] bytes) throws IOException {
    Path directory = Files.createDirectories(layout.resolve("blobs/sha256"));
    Files.write(directory.resolve(digest(bytes).substring("sha256:".length())), bytes);
  }

  /**
   * Pushes the image to a registry, under a tag.
   *
   * @param repository {@code host:port/name}
   */
  public void pushTo(String repository, String tag) throws IOException, InterruptedException {
    String base = "http://" + repository.replaceFirst("/", "/v2/");
    for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
      HttpResponse<String> upload =
          send(
              HttpRequest.newBuilder(URI.create(base + "/blobs/uploads/"))
                  .POST(HttpRequest.BodyPublishers.noBody()));
      URI location =
          URI.create(base).resolve(upload.headers().firstValue("Location").orElseThrow());
      String query = location.getQuery() == null ? "?" : "&";
      send(
          HttpRequest.newBuilder(URI.create(location + query + "digest=" + blob.getKey()))
              .header("Content-Type", "application/octet-stream")
              .PUT(HttpRequest.BodyPublishers.ofByteArray(blob.getValue())));
    }
    send(
        HttpRequest.newBuilder(URI.create(base + "/manifests/" + tag))
            .header("Content-Type", mediaType)
            .PUT(HttpRequest.BodyPublishers.ofString(manifest())));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new AssertionError(response + response.body());
    }
    return response;
  }

  /** Returns the digest of bytes, as {@code sha256:…}. */
  public static String digest(byte[] bytes) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
