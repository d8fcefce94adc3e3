package io.github.captainos.registry.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Annotations;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Manifest;
import io.github.captainos.image.Sha256;
import io.github.captainos.image.SourceException;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.FileErrors;
import io.github.captainos.support.Json;
import io.github.captainos.support.NamedOutput;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A repository in an OCI image layout, which is in a directory of its own.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">OCI Image
 *     Specification: image layout</a>
 */
public final class LayoutRegistry implements Registry {
  private static final Set<String> HAVE_SUBJECTS = Set.of(Manifest.TYPE, Manifest.INDEX_TYPE);

  /** The maximum size in bytes of all manifests in which referrers are looked for. */
  private static final long MAX_SEARCHED = 64L << 20;

  private static final String SMALLER = "Publish the image again, with less in it";

  private final Layout layout;

  public LayoutRegistry(Path directory) {
    this.layout = new Layout(directory);
  }

  @Override
  public void logIn() {
    // file permissions are checked when files are read and written
  }

  @Override
  public Optional<Manifest> manifest(String reference) throws IOException {
    return explained(
        () -> {
          for (JsonNode entry : entries()) {
            if (isTagged(entry, reference) || digest(entry).equals(reference)) {
              Descriptor descriptor = descriptor(entry);
              return read(descriptor.mediaType(), descriptor.digest().toString());
            }
          }
          return read("", reference); // the manifests of an index have no entries
        });
  }

  private Iterable<JsonNode> entries() throws IOException {
    Optional<ArrayNode> entries = layout.entries();
    return entries.isPresent() ? entries.get() : List.of();
  }

  /** A tag is an annotation of an entry. */
  private static JsonNode tag(JsonNode entry) {
    return entry.path("annotations").path(Annotations.REF_NAME);
  }

  private static boolean isTagged(JsonNode entry, String tag) {
    return tag(entry).asText().equals(tag);
  }

  private static String digest(JsonNode entry) {
    return entry.path("digest").asText();
  }

  private Descriptor descriptor(JsonNode entry) throws ContentException {
    try {
      return Descriptor.of(
          entry.path("mediaType").asText(),
          DescriptorDigest.fromDigest(digest(entry)),
          entry.path("size").asLong());
    } catch (DigestException e) {
      throw new ContentException(
          layout.index()
              + " has an entry without a valid digest. Fix or remove it: "
              + Printable.of(entry.toString()));
    }
  }

  /**
   * Reads a blob. An entry whose blob is missing counts as absent.
   *
   * @throws ContentException if it has another digest, is not a JSON object, or cannot be read
   */
  private Optional<Manifest> read(String mediaType, String digest) throws IOException {
    Path file;
    try {
      file = layout.blob(DescriptorDigest.fromDigest(digest));
    } catch (DigestException e) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Layout.read(file, Manifest.MAX_SIZE, SMALLER);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ContentException(FileErrors.of(e), e);
    }
    if (!Sha256.of(bytes).toString().equals(digest)) {
      throw new ContentException(file + " does not match the digest in its name. Publish it again");
    }
    try {
      return Optional.of(Manifest.read(mediaType, bytes));
    } catch (IOException e) {
      throw new ContentException(
          file + " is not a manifest: " + e.getMessage() + ". Publish it again", e);
    }
  }

  @Override
  public InputStream open(Descriptor blob, long from) throws IOException {
    return explained(() -> Layout.open(layout.blob(blob.digest()), from));
  }

  @Override
  public OptionalLong space() throws IOException {
    return explained(
        () -> {
          Path existing = layout.directory().toAbsolutePath();
          while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
          }
          return OptionalLong.of(Files.getFileStore(existing).getUsableSpace());
        });
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    Path file = layout.blob(blob.digest());
    return explained(() -> Files.isRegularFile(file) && Files.size(file) == blob.size());
  }

  /** Compares the bytes: a manifest that was damaged would never be written again. */
  @Override
  public boolean hasManifest(Manifest manifest) throws IOException {
    if (!hasBlob(manifest.descriptor())) {
      return false;
    }
    byte[] bytes = manifest.bytes();
    return explained(
        () -> {
          try (InputStream stored = Layout.open(layout.blob(manifest.digest()), 0)) {
            return Arrays.equals(stored.readNBytes(bytes.length + 1), bytes);
          }
        });
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    Path file = layout.blob(blob.descriptor().digest());
    long size = blob.descriptor().size();
    explained(
        () ->
            layout.write(file, out -> write(blob, new NamedOutput(out, layout.directory(), size))));
  }

  private static void write(Blob blob, OutputStream out) throws IOException {
    try (InputStream in = blob.open(0)) {
      if (!Sha256.copy(in, out).equals(blob.descriptor().digest())) {
        throw blob.mismatch();
      }
    }
  }

  @Override
  public void pushManifest(Manifest manifest) throws IOException {
    if (!hasManifest(manifest)) {
      pushBlob(manifest);
    }
  }

  @Override
  public void tag(String tag, Manifest manifest) throws IOException {
    tagAll(Map.of(tag, manifest));
  }

  /** Writes the index once. */
  @Override
  public void tagAll(Map<String, Manifest> images) throws IOException {
    List<JsonNode> tagged = new ArrayList<>();
    for (Map.Entry<String, Manifest> image : images.entrySet()) {
      pushManifest(image.getValue());
      Descriptor entry =
          image.getValue().descriptor().withAnnotation(Annotations.REF_NAME, image.getKey());
      tagged.add(Json.read(Json.write(entry.toJson())));
    }
    explained(
        () ->
            layout.change(
                entries -> {
                  for (Iterator<JsonNode> each = entries.iterator(); each.hasNext(); ) {
                    if (images.containsKey(tag(each.next()).asText())) {
                      each.remove();
                    }
                  }
                  entries.addAll(tagged);
                }));
  }

  @Override
  public Optional<List<String>> tags() throws IOException {
    Optional<ArrayNode> entries = explained(layout::entries);
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (JsonNode entry : entries.get()) {
      if (tag(entry).isTextual()) {
        tags.add(tag(entry).asText());
      }
    }
    return Optional.of(List.copyOf(tags));
  }

  @Override
  public Referrers referrers(DescriptorDigest subject, int max) throws IOException {
    List<Descriptor> searched = new ArrayList<>();
    for (JsonNode listed : explained(this::entries)) {
      if (digest(listed).startsWith("sha256:")) {
        Descriptor entry = descriptor(listed);
        if (HAVE_SUBJECTS.contains(entry.mediaType()) && entry.size() <= max) {
          searched.add(entry);
        }
      }
    }
    checkSearched(searched.stream().mapToLong(entry -> Math.max(0, entry.size())).sum());
    Map<DescriptorDigest, Descriptor> found = new LinkedHashMap<>();
    long read = 0;
    for (Descriptor entry : searched) {
      Optional<Manifest> manifest =
          explained(() -> read(entry.mediaType(), entry.digest().toString()));
      if (manifest.isPresent() && manifest.get().refersTo(subject)) {
        found.put(entry.digest(), entry);
      }
      read += manifest.map(one -> one.descriptor().size()).orElse(0L);
      checkSearched(read); // entries may have other sizes than their blobs
    }
    // some programs use the tags of registries without an API for referrers
    Referrers index =
        manifest(Referrers.tagOf(subject))
            .filter(tagged -> !tagged.digest().equals(subject))
            .flatMap(Referrers::of)
            .orElse(Referrers.NONE)
            .upTo(max);
    index.entries().forEach(entry -> found.putIfAbsent(entry.digest(), entry));
    return new Referrers(List.copyOf(found.values()), index.problem());
  }

  private void checkSearched(long size) throws ContentException {
    if (size > MAX_SEARCHED) {
      throw new ContentException(
          ("%s has manifests of more than %s MiB, too many to look for what refers to an image."
                  + " Delete some of them")
              .formatted(layout.directory(), MAX_SEARCHED >> 20));
    }
  }

  @Override
  public void pushReferrer(Manifest manifest, DescriptorDigest subject) throws IOException {
    pushManifest(manifest);
    explained(
        () -> {
          ObjectNode entry = Referrers.entry(manifest);
          if (entry.path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(Annotations.REF_NAME); // it would be a tag
          }
          layout.change(
              entries -> {
                for (JsonNode one : entries) {
                  if (digest(one).equals(digest(entry))) {
                    return; // the manifest has an entry already
                  }
                }
                entries.add(entry);
              });
        });
  }

  @Override
  public void close() {
    // no files stay open between calls
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private interface Action {
    void run() throws IOException;
  }

  private void explained(Action action) throws IOException {
    explained(
        () -> {
          action.run();
          return this;
        });
  }

  /** Replaces exceptions of the file system, whose message is little more than a file name. */
  private <T> T explained(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (RegistryException | SourceException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new ContentException(FileErrors.of(e), e);
    } catch (IOException e) {
      throw new RegistryException(FileErrors.of(e), e);
    }
  }
}
