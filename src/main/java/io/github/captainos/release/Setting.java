package io.github.captainos.release;

/**
 * The value of a parameter, which remembers where it was set: that is where a mistake is mended.
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
