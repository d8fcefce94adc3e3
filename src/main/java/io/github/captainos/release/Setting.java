package io.github.captainos.release;

/**
 * The value of a parameter, and where it was set, so that messages can say where to fix it.
 *
 * @param value the value, never blank
 * @param origin such as {@code -Dcaptain.tag} or {@code the environment variable TARGET}
 */
public record Setting(String value, String origin) {
  private static final String DEFAULT = "the default of ";

  /** Returns the value that a parameter has if it is not set. */
  public static Setting ofDefault(String value, String parameter) {
    return new Setting(value, DEFAULT + parameter);
  }

  /** Returns whether the parameter is not set. */
  public boolean isDefault() {
    return origin.startsWith(DEFAULT);
  }

  /** Returns the value in quotes and its origin, for messages. */
  @Override
  public String toString() {
    return "'" + value + "' (from " + origin + ")";
  }
}
