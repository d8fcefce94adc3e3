package io.github.captainos.report;

/** What a report is about. */
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

  /** Returns the name of the file that its report goes to. */
  public String file() {
    return file;
  }
}
