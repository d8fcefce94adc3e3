package io.github.captainos.registry;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import io.github.captainos.image.Document;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A manifest that jib sends as the very bytes that its digest is of. */
final class RawManifest implements ManifestTemplate {
  private final Document document;

  RawManifest(Document document) {
    this.document = document;
  }

  /** Has jib write one, which takes a fifth of a second the first time. */
  static void loadWriter() {
    try {
      JsonTemplateMapper.toByteArray(new RawManifest(Document.of("", new byte[0])));
    } catch (IOException e) {
      // nobody wants it
    }
  }

  @JsonValue
  @JsonRawValue
  public String json() {
    return new String(document.bytes(), StandardCharsets.UTF_8);
  }

  @Override
  public int getSchemaVersion() {
    return 2;
  }

  @Override
  public String getManifestMediaType() {
    return document.descriptor().mediaType();
  }
}
