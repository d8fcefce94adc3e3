package io.github.captainos.plugin;

import org.jspecify.annotations.Nullable;

/** A password of the POM. It is no string, because Maven prints those with {@code -X}. */
public final class Secret {
  private @Nullable String value;

  /** Takes the value; Maven calls this. */
  public void set(String value) {
    this.value = value;
  }

  @Nullable String value() {
    return value;
  }

  /** Says only whether there is one. */
  @Override
  public String toString() {
    return value == null ? "(none)" : "(hidden)";
  }
}
