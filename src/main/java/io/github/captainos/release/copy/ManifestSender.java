package io.github.captainos.release.copy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Steps;
import io.github.captainos.release.steps.Tasks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Sends manifests to the destination of a copy; no tag of an image moves.
 *
 * @param destination the destination
 * @param threads runs the requests
 */
record ManifestSender(Registry destination, Tasks threads) {

  /**
   * Sends the manifests and indexes of images, as far as the destination needs them.
   *
   * @throws ReleaseException if a request fails
   */
  void send(List<ImageCopy> images) throws ReleaseException {
    List<Callable<Manifest>> pushes = new ArrayList<>();
    for (ImageCopy image : images) {
      for (Manifest manifest : image.tree().manifests()) {
        if (image.needs(manifest)) {
          pushes.add(() -> push(image.to(), manifest));
        }
      }
    }
    threads.all(pushes);
    for (ImageCopy image : images) {
      for (Manifest index : image.tree().indexes()) {
        if (image.needs(index)) {
          push(image.to(), index);
        }
      }
    }
  }

  /**
   * Sends what refers to images, whose blobs are there.
   *
   * @throws ReleaseException if a request fails
   */
  void sendAttachments(List<Attachment> attachments) throws ReleaseException {
    Set<DescriptorDigest> subjects = new HashSet<>();
    for (Attachment one : attachments) {
      Manifest image = one.image().tree().root();
      // some registries want the subject first; its tag moves at the end
      if (image.descriptor().digest().equals(one.subject()) && subjects.add(one.subject())) {
        push(one.image().to(), image);
      }
      for (Manifest manifest : one.tree().manifests()) {
        push(one.to(), manifest);
      }
      for (Manifest index : one.tree().indexes()) {
        push(one.to(), index);
      }
      Steps.step(one.to(), "uploading it", AttachmentSearch.STATE, () -> push(one));
    }
  }

  private void push(Attachment one) throws IOException {
    Blob config = one.config();
    if (config != null) {
      destination.pushBlob(config);
    }
    if (one.tag() == null) {
      destination.pushReferrer(one.stored(), one.subject());
    } else {
      destination.tag(one.tag(), one.stored());
    }
  }

  private Manifest push(String reference, Manifest manifest) throws ReleaseException {
    Steps.step(
        reference,
        "uploading a manifest",
        Steps.NO_TAG_MOVED,
        () -> destination.pushManifest(manifest));
    return manifest;
  }
}
