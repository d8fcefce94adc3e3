package io.github.captainos.registry.remote;

import io.github.captainos.registry.RegistryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Parses the headers {@code Link} of an answer, each of which may have several links.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8288#section-3">RFC 8288, section 3</a>
 */
final class LinkHeader {
  private LinkHeader() {}

  /**
   * Returns the target of the first link that has a relation; empty if there is none.
   *
   * @param headers the values of the headers
   * @param relation the relation, such as {@code next}
   * @throws RegistryException if a header is invalid, since the link may be in it
   */
  static Optional<String> target(List<String> headers, String relation) throws RegistryException {
    for (String header : headers) {
      for (String link : split(header, ',')) {
        if (link.isEmpty()) {
          continue; // lists in headers may have empty elements
        }
        List<String> parts = split(link, ';');
        String target = parts.get(0);
        if (!target.startsWith("<") || !target.endsWith(">")) {
          throw new RegistryException("the registry sent a header Link that is not valid");
        }
        if (relations(parts.subList(1, parts.size())).contains(relation)) {
          return Optional.of(target.substring(1, target.length() - 1));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the relations in lower case. Only the first parameter {@code rel} counts. */
  private static List<String> relations(List<String> parameters) {
    for (String parameter : parameters) {
      String[] pair = parameter.split("=", 2);
      if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("rel")) {
        String value = pair[1].replace("\"", " ").strip().toLowerCase(Locale.ROOT);
        return Arrays.asList(value.split("\\s+"));
      }
    }
    return List.of();
  }

  /** Splits at a separator that is neither in a target nor in quotes. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    char closing = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (closing != 0) {
        if (c == '\\' && closing == '"') {
          i++;
        } else if (c == closing) {
          closing = 0;
        }
      } else if (c == '<' || c == '"') {
        closing = c == '<' ? '>' : '"';
      } else if (c == separator) {
        parts.add(text.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin).strip());
    return parts;
  }
}
