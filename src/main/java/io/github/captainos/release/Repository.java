package io.github.captainos.release;

import io.github.captainos.registry.Patience;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import java.nio.file.Path;

/**
 * Where the images go; all parts are valid.
 *
 * @param registry {@code host[:port]} or {@code oci:directory}
 * @param repository such as {@code tinkerbell/captain}
 * @param artifactName such as {@code artifacts}
 * @param startDirectory what the directory of a layout is relative to
 * @param patience how long a remote registry is borne with
 */
record Repository(
    String registry,
    String repository,
    String artifactName,
    Path startDirectory,
    Patience patience) {

  /** Returns the name of all of it, as messages and reports have it. */
  String name() {
    return registry + "/" + repository + "/" + artifactName;
  }

  /** Returns the reference of a tag, as messages and reports have it. */
  String reference(String tag) {
    return name() + ":" + tag;
  }

  Registry open(Registries.Access access) {
    return Registries.open(
        registry, repository + "/" + artifactName, startDirectory, access, patience);
  }
}
