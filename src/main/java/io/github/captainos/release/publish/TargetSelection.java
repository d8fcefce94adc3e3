package io.github.captainos.release.publish;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TargetNames;
import io.github.captainos.release.publish.input.TargetFiles;
import java.util.List;

/**
 * The selection of the images to publish.
 *
 * @param targets the targets whose images are published, in the POM's order
 * @param combined whether the combined image is published
 */
record TargetSelection(List<TargetFiles> targets, boolean combined) {

  /**
   * @param targets all targets of the POM
   * @param selected the name of one, {@code both}, {@code combined} or {@code all}
   * @throws ReleaseException if there are no targets, if one has an invalid name or no files, or if
   *     the value selects nothing
   */
  static TargetSelection of(List<TargetFiles> targets, Setting selected) throws ReleaseException {
    check(targets);
    if (selected.value().equals(TargetNames.ALL)) {
      return new TargetSelection(targets, true);
    }
    if (TargetNames.isCombined(selected.value())) {
      return new TargetSelection(List.of(), true);
    }
    return new TargetSelection(List.of(named(targets, selected)), false);
  }

  /** Returns whether all images are published: those of all targets and the combined one. */
  boolean isAll() {
    return combined && !targets.isEmpty();
  }

  private static TargetFiles named(List<TargetFiles> targets, Setting selected)
      throws ReleaseException {
    for (TargetFiles target : targets) {
      if (target.name().equals(selected.value())) {
        return target;
      }
    }
    throw TargetNames.unknown(names(targets), selected, List.of(TargetNames.ALL), "");
  }

  private static void check(List<TargetFiles> targets) throws ReleaseException {
    if (targets.isEmpty()) {
      throw new ReleaseException(
          "There is nothing to publish: no <targets> are set. Add to the plugin's configuration"
              + " a <target> with a <name> and its <files>.");
    }
    TargetNames.check(names(targets));
    for (TargetFiles target : targets) {
      if (target.files().isEmpty()) {
        throw new ReleaseException(
            "The <target> '" + target.name() + "' has no files. Add a <file> to its <files>.");
      }
    }
  }

  static List<String> names(List<TargetFiles> targets) {
    return targets.stream().map(TargetFiles::name).toList();
  }
}
