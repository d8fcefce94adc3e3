package io.github.captainos.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The goal of a report. */
public enum Goal {
  PUBLISH("publish", "publish.json"),
  COMBINE("combine", "combine.json"),
  PULL("pull", "pull.json"),
  TAG_ALL("tag-all", "tag.json"),
  COPY("copy", "copy.json"),
  SIGN("sign", "sign.json"),
  VERIFY("verify", "verify.json"),
  INSPECT("inspect", "inspect.json"),
  LIST("list", "list.json"),
  DIFF("diff", "diff.json");

  private final String id;
  private final String file;

  Goal(String id, String file) {
    this.id = id;
    this.file = file;
  }

  /** Returns the goal's name, without its prefix. */
  public String id() {
    return id;
  }

  /**
   * Returns the names of the files with its release notes, if it has any, as {@link #files} does.
   *
   * @param flavor the flavor of the release, or null if it has none
   */
  public List<String> notes(@Nullable String flavor) {
    return this == DIFF
        ? files(flavor).stream().map(name -> name.replace(".json", ".md")).toList()
        : List.of();
  }

  /**
   * Returns the names of the files of its report. With a flavor, there is a second one, which has
   * the flavor in its name, so that a build of several flavors keeps a report of each.
   *
   * @param flavor the flavor of the release, or null if it has none
   */
  public List<String> files(@Nullable String flavor) {
    return flavor == null ? List.of(file) : List.of(file, file.replace(".", "-" + flavor + "."));
  }
}
