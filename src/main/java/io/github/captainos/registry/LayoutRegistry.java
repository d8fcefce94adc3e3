package io.github.captainos.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.image.FileChangedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A repository that is an OCI image layout in a directory of its own.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/v1.1.1/image-layout.md">OCI Image
 *     Specification: image layout</a>
 */
final class LayoutRegistry implements Registry {
  private final Path layout;

  LayoutRegistry(Path layout) {
    this.layout = layout;
  }

  @Override
  public Optional<DescriptorDigest> resolve(String tag) throws IOException {
    return explained(() -> new LayoutIndex(layout).resolve(tag));
  }

  @Override
  public boolean hasBlob(Descriptor blob) throws IOException {
    Path file = path(blob.digest());
    return explained(() -> Files.isRegularFile(file) && Files.size(file) == blob.size());
  }

  @Override
  public void pushBlob(Blob blob) throws IOException {
    explained(
        () -> {
          new AtomicFiles(layout).write(path(blob.descriptor().digest()), blob::writeTo);
          return true;
        });
  }

  @Override
  public void pushManifest(Document manifest) throws IOException {
    if (!hasBlob(manifest.descriptor())) {
      pushBlob(manifest);
    }
  }

  @Override
  public void tag(String tag, Document manifest) throws IOException {
    pushManifest(manifest);
    explained(
        () -> {
          new LayoutIndex(layout).tag(tag, manifest.descriptor());
          return true;
        });
  }

  @Override
  public void close() {
    // no file stays open between two calls
  }

  private Path path(DescriptorDigest digest) {
    return layout.resolve("blobs").resolve("sha256").resolve(digest.getHash());
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  /** The exceptions of the file system name the file and little else. */
  private <T> T explained(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (RegistryException | FileChangedException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new RegistryException("there is no permission to use " + e.getFile(), e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
      throw new RegistryException("the layout " + layout + " failed: " + reason, e);
    } catch (IOException e) {
      throw new RegistryException("the layout " + layout + " failed: " + e.getMessage(), e);
    }
  }
}
