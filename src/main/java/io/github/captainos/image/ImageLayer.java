package io.github.captainos.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer as the documents of an image describe it, without its bytes.
 *
 * @param descriptor its descriptor in manifests, with annotations
 * @param diffId the digest of its uncompressed bytes
 * @param createdBy the command that created it, for the history in configs
 */
public record ImageLayer(Descriptor descriptor, DescriptorDigest diffId, String createdBy) {
  private static final Pattern ARCHIVE = Pattern.compile("\\.tar(\\.gz|\\.zst)?\\z");

  /** Returns the name of its file or directory, as its title has it; without one, its digest. */
  public String name() {
    return nameOf(descriptor);
  }

  /** Does so for the descriptor of a layer. */
  public static String nameOf(Descriptor layer) {
    String title = title(layer);
    String name = archivedBy(layer).orElse(title);
    return name.isEmpty() ? layer.digest().toString() : name;
  }

  /** Returns the name of its file or directory, if its title is that of an archive with it. */
  public static Optional<String> archivedBy(Descriptor layer) {
    String title = title(layer);
    Matcher ending = ARCHIVE.matcher(title);
    return ending.find() ? Optional.of(title.substring(0, ending.start())) : Optional.empty();
  }

  private static String title(Descriptor layer) {
    return layer.annotations().getOrDefault(Annotations.TITLE, "");
  }
}
