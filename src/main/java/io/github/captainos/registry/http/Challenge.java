package io.github.captainos.registry.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A challenge of a registry: a scheme of authentication that it accepts (RFC 9110, section 11.6.1).
 *
 * @param scheme its name, such as {@code Basic}, in upper or lower case
 * @param parameters its parameters, by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  static final String BASIC = "Basic";
  static final String BEARER = "Bearer";

  /** A parameter, or else a scheme. */
  private static final Pattern PART =
      Pattern.compile(
          "[\\s,]*(?:([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*))"
              + "|([\\w!#$%&'*+.^`|~/=-]+))");

  /**
   * Returns the challenges of an answer, in their order.
   *
   * @param headers the values of its headers {@code WWW-Authenticate}
   */
  static List<Challenge> parse(List<String> headers) {
    List<Challenge> challenges = new ArrayList<>();
    for (String header : headers) {
      parse(header, challenges);
    }
    return challenges;
  }

  private static void parse(String header, List<Challenge> challenges) {
    Matcher part = PART.matcher(header);
    Challenge last = null;
    for (int start = 0; part.find(start) && part.start() == start; start = part.end()) {
      if (part.group(4) != null) {
        last = new Challenge(part.group(4), new HashMap<>());
        challenges.add(last);
      } else if (last != null) {
        String quoted = part.group(2);
        last.parameters.putIfAbsent(
            part.group(1).toLowerCase(Locale.ROOT),
            quoted == null ? part.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
      }
    }
  }

  /** Returns the challenge to use, Bearer before Basic; empty if no scheme is supported. */
  static Optional<Challenge> choose(List<Challenge> challenges) {
    return find(BEARER, challenges).or(() -> find(BASIC, challenges));
  }

  private static Optional<Challenge> find(String scheme, List<Challenge> challenges) {
    return challenges.stream().filter(one -> one.is(scheme)).findFirst();
  }

  boolean is(String other) {
    return scheme.equalsIgnoreCase(other);
  }

  /** Returns a parameter; empty if there is none. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }
}
