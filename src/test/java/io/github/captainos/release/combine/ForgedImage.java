package io.github.captainos.release.combine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image of arm64, for one platform, whose documents can be replaced.
 *
 * @param release the release that it is of
 */
record ForgedImage(CombineFixture release) {
  static final String INDEX = "application/vnd.oci.image.index.v1+json";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  String index() {
    return new String(release.images().manifestBytes("v1-arm64"), UTF_8);
  }

  String manifest() {
    return new String(release.images().manifestBytes(digest(index(), MANIFEST)), UTF_8);
  }

  String config() {
    return new String(release.images().blob(digest(manifest(), CONFIG)), UTF_8);
  }

  static String digest(String document, String mediaType) {
    Matcher matcher = descriptor(mediaType).matcher(document);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  /** The descriptor of a media type, as far as the size. */
  static Pattern descriptor(String mediaType) {
    return Pattern.compile(
        "\"mediaType\":\""
            + Pattern.quote(mediaType)
            + "\",\"digest\":\"(sha256:[0-9a-f]+)\",\"size\":\\d+");
  }

  static String withReference(String document, String mediaType, Manifest to) {
    return descriptor(mediaType)
        .matcher(document)
        .replaceFirst(
            "\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d"
                .formatted(mediaType, to.descriptor().digest(), to.descriptor().size()));
  }

  static Manifest document(String mediaType, String text) {
    return Manifest.of(mediaType, text.getBytes(UTF_8));
  }

  void tag(String text, String mediaType) throws IOException {
    try (Registry registry = release.open()) {
      registry.tag("v1-arm64", document(mediaType, text));
    }
  }

  void tagManifest(String text) throws IOException {
    Manifest manifest = document(MANIFEST, text);
    try (Registry registry = release.open()) {
      registry.pushManifest(manifest);
    }
    tag(withReference(index(), MANIFEST, manifest), INDEX);
  }

  void tagConfig(String text) throws IOException {
    Manifest config = document(CONFIG, text);
    try (Registry registry = release.open()) {
      registry.pushBlob(config);
    }
    tagManifest(withReference(manifest(), CONFIG, config));
  }
}
