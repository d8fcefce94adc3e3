package io.github.captainos.release;

/**
 * The value of a parameter, and where it was set, so that messages can say where to fix it.
 *
 * @param value the value, never blank
 * @param origin such as {@code -Dcaptain.tag} or {@code the environment variable TARGET}
 */
public record Setting(String value, String origin) {

  /** Returns the value in quotes and its origin, for messages. */
  @Override
  public String toString() {
    return "'" + value + "' (from " + origin + ")";
  }
}
