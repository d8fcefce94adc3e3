package io.github.captainos.release.steps;

import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import java.io.IOException;

/**
 * Pushes documents of images whose tags have not moved yet.
 *
 * @param doing the step, for messages
 * @param push the request
 */
public record DocumentPush(String doing, Push push) {

  /** A request that stores a document. */
  public interface Push {
    void run(Document document) throws IOException;
  }

  /** Returns the one that pushes manifests and indexes, by their digests. */
  public static DocumentPush ofManifests(Registry registry) {
    return new DocumentPush("uploading a manifest", registry::pushManifest);
  }

  /** Returns the one that pushes configs. */
  public static DocumentPush ofConfigs(Registry registry) {
    return new DocumentPush("uploading a config", registry::pushBlob);
  }

  /**
   * Pushes a document.
   *
   * @param reference an image that it is of, for messages
   * @return the document
   * @throws ReleaseException if the request failed
   */
  public Document run(String reference, Document document) throws ReleaseException {
    Steps.step(reference, doing, Steps.NO_TAG_MOVED, () -> push.run(document));
    return document;
  }
}
