package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import io.github.captainos.image.Document;

/**
 * What jib is told of a manifest. It never gets to its content.
 *
 * @param document what is sent instead of what jib would make of this
 */
record RawManifest(Document document) implements ManifestTemplate {
  @Override
  public int getSchemaVersion() {
    return 2;
  }

  @Override
  public String getManifestMediaType() {
    return document.descriptor().mediaType();
  }
}
