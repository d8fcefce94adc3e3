package io.github.captainos.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.support.Json;
import io.github.captainos.support.Printable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or an index, whoever wrote it: its bytes, and what they say, in the words of OCI or of
 * Docker's schema 2, which has the same fields. Its bytes are parsed when what they say is asked
 * for.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md">OCI Image
 *     Specification: image manifest</a>
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md">OCI Image
 *     Specification: image index</a>
 */
public final class Manifest implements Blob {
  /** The media type of a manifest of OCI's. */
  public static final String TYPE = "application/vnd.oci.image.manifest.v1+json";

  /** The media type of an index of OCI's. */
  public static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";

  /**
   * The maximum size in bytes: the OCI Distribution Specification 1.1, pushing manifests, does not
   * require registries to accept larger ones.
   */
  public static final int MAX_SIZE = 4 << 20;

  /**
   * The maximum number of layers, each of which is fetched as a file. Container runtimes support
   * only some hundreds.
   */
  private static final int MAX_LAYERS = 10_000;

  private static final String DOCKER = "application/vnd.docker.distribution.manifest.";
  private static final Set<String> TYPES =
      Set.of(INDEX_TYPE, TYPE, DOCKER + "list.v2+json", DOCKER + "v2+json");

  /** RFC 6838, section 4.2. */
  private static final Pattern MEDIA_TYPE =
      Pattern.compile(
          "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

  /** Layers that must not be distributed, of OCI and of Docker. */
  private static final Pattern NON_DISTRIBUTABLE =
      Pattern.compile(".*\\.layer\\.nondistributable\\..*|.*\\.rootfs\\.foreign\\..*");

  private final Descriptor descriptor;
  private final byte[] bytes;

  /** Whether the media type is that in its content. */
  private final boolean isTyped;

  /**
   * What was parsed, unless memory became scarce since: it may take much more than the bytes, and a
   * job may hold many manifests.
   */
  private volatile SoftReference<Content> content = new SoftReference<>(null);

  /**
   * What the bytes say.
   *
   * @param problem why this is neither an index nor a manifest, or has entries that cannot be read;
   *     null if it is one
   * @param isIndex whether it is an index
   * @param entries the entries of an index, or the layers of a manifest
   * @param nonDistributable those that registries do not store
   * @param config the descriptor of the config, or null
   * @param configProblem why that of the config cannot be read, or null
   */
  private record Content(
      @Nullable String problem,
      boolean isIndex,
      List<Descriptor> entries,
      List<Descriptor> nonDistributable,
      @Nullable Descriptor config,
      @Nullable String configProblem,
      Optional<DescriptorDigest> subject,
      String artifactType,
      Map<String, String> annotations) {}

  private Manifest(Descriptor descriptor, byte[] bytes, boolean isTyped) {
    this.descriptor = descriptor;
    this.bytes = bytes;
    this.isTyped = isTyped;
  }

  private static Manifest of(String mediaType, byte[] bytes, boolean isTyped) {
    return new Manifest(Descriptor.of(mediaType, Sha256.of(bytes), bytes.length), bytes, isTyped);
  }

  /**
   * Writes a manifest without white space, with its keys in the order of the map.
   *
   * @param mediaType its media type
   * @param json its content, in maps, lists, strings and numbers
   */
  public static Manifest of(String mediaType, Map<String, Object> json) {
    return of(mediaType, Json.write(json), true);
  }

  /**
   * Returns a manifest of these bytes, which are a JSON object.
   *
   * @param mediaType its media type
   */
  public static Manifest of(String mediaType, byte[] bytes) {
    return of(mediaType, bytes.clone(), true);
  }

  /**
   * Reads what anyone may have published. It need not be a manifest: that is found out when it is
   * asked for what it says.
   *
   * @param reported the media type that was reported with it. That in its content takes precedence:
   *     registries compare it with the media type of a push
   * @param bytes the bytes, which must not be changed afterwards
   * @throws IOException if it is not a JSON object in UTF-8; the message continues a sentence about
   *     it
   */
  public static Manifest read(String reported, byte[] bytes) throws IOException {
    String own = Json.checkObject(bytes, "mediaType");
    if (MEDIA_TYPE.matcher(own).matches()) {
      return of(own, bytes, true);
    }
    Manifest manifest = of(reported, bytes, false);
    return isType(reported) ? manifest : manifest.withTypeOfContent();
  }

  private Manifest withTypeOfContent() {
    try {
      return withType(isIndex() ? INDEX_TYPE : TYPE);
    } catch (IOException e) {
      return this; // it is neither
    }
  }

  private Manifest withType(String mediaType) {
    return new Manifest(Descriptor.of(mediaType, digest(), descriptor.size()), bytes, false);
  }

  /** Returns it with the media type in an entry for it, if there is none in its content. */
  public Manifest as(Descriptor entry) {
    return isTyped || !isType(entry.mediaType()) ? this : withType(entry.mediaType());
  }

  /** Returns whether a media type is that of a manifest or index. */
  public static boolean isType(String mediaType) {
    return TYPES.contains(mediaType);
  }

  @Override
  public Descriptor descriptor() {
    return descriptor;
  }

  /** Returns its digest. */
  public DescriptorDigest digest() {
    return descriptor.digest();
  }

  /** Returns whether there is another one, and it has the same bytes. */
  public boolean isSame(@Nullable Manifest other) {
    return other != null && digest().equals(other.digest());
  }

  /** Returns a copy of its bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public InputStream open(long from) {
    int first = Math.toIntExact(from);
    return new ByteArrayInputStream(bytes, first, bytes.length - first);
  }

  /**
   * Returns its content, which may be changed.
   *
   * @throws IOException if it is not a JSON object, or has a field twice
   */
  public ObjectNode json() throws IOException {
    return Json.readStrictly(bytes);
  }

  /**
   * Returns whether it is an index (Docker's manifest list), and not a manifest.
   *
   * @throws IOException if it is neither, has too many layers, or a descriptor without a size or
   *     with a digest that is not SHA-256
   */
  public boolean isIndex() throws IOException {
    return valid().isIndex();
  }

  /**
   * Returns the entries of an index, or the layers of a manifest from the lowest to the topmost.
   *
   * @throws IOException as {@link #isIndex} does
   */
  public List<Descriptor> entries() throws IOException {
    return valid().entries();
  }

  /**
   * Returns those of the {@link #entries} that are only at addresses which the manifest names: OCI
   * Image Specification 1.1, non-distributable layers.
   *
   * @throws IOException as {@link #isIndex} does
   */
  public List<Descriptor> nonDistributable() throws IOException {
    return valid().nonDistributable();
  }

  /**
   * Returns the descriptor of the config; empty if there is none.
   *
   * @throws IOException if it has no size, or a digest that is not SHA-256
   */
  public Optional<Descriptor> config() throws IOException {
    Content parsed = content();
    if (parsed.configProblem() != null) {
      throw new IOException(parsed.configProblem());
    }
    return Optional.ofNullable(parsed.config());
  }

  /**
   * Returns the type of an artifact that is no image; empty if there is none.
   *
   * @throws IOException if it is not a JSON object, or has a field twice
   */
  public String artifactType() throws IOException {
    return content().artifactType();
  }

  /**
   * Returns the annotations; empty if there are none.
   *
   * @throws IOException if it is not a JSON object, or has a field twice
   */
  public Map<String, String> annotations() throws IOException {
    return content().annotations();
  }

  /** Returns whether it says that it refers to another manifest, its subject. */
  public boolean refersTo(DescriptorDigest subject) {
    try {
      return content().subject().equals(Optional.of(subject));
    } catch (IOException e) {
      return false;
    }
  }

  private Content valid() throws IOException {
    Content valid = content();
    if (valid.problem() != null) {
      throw new IOException(valid.problem());
    }
    return valid;
  }

  private Content content() throws IOException {
    Content parsed = content.get();
    if (parsed == null) {
      parsed = parse(json());
      content = new SoftReference<>(parsed);
    }
    return parsed;
  }

  private static Content parse(ObjectNode json) {
    boolean isIndex = json.path("manifests").isArray();
    List<Descriptor> entries = new ArrayList<>();
    List<Descriptor> nonDistributable = new ArrayList<>();
    String problem = problem(json);
    try {
      JsonNode listed = json.path(isIndex ? "manifests" : "layers");
      for (JsonNode entry : problem == null ? listed : MissingNode.getInstance()) {
        Descriptor descriptor = Descriptor.of(entry);
        entries.add(descriptor);
        if (!entry.path("urls").isEmpty()
            && NON_DISTRIBUTABLE.matcher(descriptor.mediaType()).matches()) {
          nonDistributable.add(descriptor);
        }
      }
    } catch (IOException e) {
      problem = e.getMessage();
    }
    Descriptor config = null;
    String configProblem = null;
    try {
      config = json.path("config").isObject() ? Descriptor.of(json.path("config")) : null;
    } catch (IOException e) {
      configProblem = e.getMessage();
    }
    return new Content(
        problem,
        isIndex,
        List.copyOf(entries),
        List.copyOf(nonDistributable),
        config,
        configProblem,
        digest(json.path("subject").path("digest").asText()),
        json.path("artifactType").asText(),
        Descriptor.annotations(json.path("annotations")));
  }

  private static @Nullable String problem(ObjectNode json) {
    JsonNode version = json.path("schemaVersion");
    // 4294967298 is 2 as an int, and 2e0 is none
    if (!version.isIntegralNumber() || version.longValue() != 2) {
      return "it is not a manifest or index of schema version 2";
    }
    JsonNode layers = json.path("layers");
    if (json.path("manifests").isArray() == layers.isArray()) {
      return "it is neither a manifest nor an index";
    }
    if (layers.size() > MAX_LAYERS) {
      return "it has " + layers.size() + " layers, which is more than " + MAX_LAYERS;
    }
    String type = json.path("mediaType").asText();
    return type.isEmpty() || MEDIA_TYPE.matcher(type).matches()
        ? null
        : "its media type is not valid: " + Printable.of(type);
  }

  private static Optional<DescriptorDigest> digest(String text) {
    try {
      return Optional.of(DescriptorDigest.fromDigest(text));
    } catch (DigestException e) {
      return Optional.empty();
    }
  }
}
