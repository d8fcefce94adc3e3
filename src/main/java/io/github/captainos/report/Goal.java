package io.github.captainos.report;

/** The goal of a report. */
public enum Goal {
  PUBLISH("publish", "publish.json"),
  PULL("pull", "pull.json"),
  TAG_ALL("tag-all", "tag.json");

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

  /** Returns the name of the file of its report. */
  public String file() {
    return file;
  }
}
