package io.github.captainos.registry;

import java.util.Locale;

/** The names of the parameters of a repository and its connection, for messages. */
public enum ParameterNames {
  /** Those of every goal, such as {@code captain.registry}. */
  USUAL(""),
  /** Those of the destination of a copy, such as {@code captain.toRegistry}. */
  DESTINATION("to");

  private final String prefix;

  ParameterNames(String prefix) {
    this.prefix = prefix;
  }

  /**
   * Returns the name of a parameter.
   *
   * @param usual its usual name, without the prefix {@code captain.}
   */
  public String of(String usual) {
    return prefix.isEmpty()
        ? "captain." + usual
        : "captain." + prefix + usual.substring(0, 1).toUpperCase(Locale.ROOT) + usual.substring(1);
  }
}
