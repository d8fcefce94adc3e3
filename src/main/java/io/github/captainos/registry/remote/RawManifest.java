package io.github.captainos.registry.remote;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import io.github.captainos.image.Manifest;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A manifest or index as a template of jib. It is serialised to exactly the bytes of its digest:
 * jib's own templates drop unknown fields and white space.
 *
 * @param manifest the manifest
 */
record RawManifest(Manifest manifest) implements ManifestTemplate, JsonSerializable {
  @Override
  public int getSchemaVersion() {
    return 2;
  }

  @Override
  public String getManifestMediaType() {
    return manifest.descriptor().mediaType();
  }

  @Override
  public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
    if (!(json.getOutputTarget() instanceof OutputStream bytes)) {
      throw new IOException("a manifest can only be written as bytes");
    }
    json.flush();
    bytes.write(manifest.bytes());
  }

  @Override
  public void serializeWithType(
      JsonGenerator json, SerializerProvider serializers, TypeSerializer type) throws IOException {
    serialize(json, serializers);
  }
}
