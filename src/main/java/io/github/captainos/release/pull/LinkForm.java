package io.github.captainos.release.pull;

import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Setting;
import io.github.captainos.support.Suggestion;
import java.util.Arrays;
import java.util.Locale;

/** How a pull writes the symbolic links of an image. */
enum LinkForm {
  /** As symbolic links. */
  SYMBOLIC,
  /** As copies of the files that they lead to. */
  COPY;

  /**
   * Returns the form that the user set.
   *
   * @throws ReleaseException if there is no such form
   */
  static LinkForm of(Setting setting) throws ReleaseException {
    return Arrays.stream(values())
        .filter(form -> form.word().equals(setting.value().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new ReleaseException(
                    "captain.links must be symbolic or copy, not "
                        + setting
                        + "."
                        + Suggestion.of(
                            setting.value(),
                            Arrays.stream(values()).map(LinkForm::word).toList())));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
