package io.github.captainos.testing.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of GitHub's workflows, as far as ours need them: contexts, texts, {@code == != &&
 * ||}, brackets, {@code contains}, {@code format}, {@code fromJSON}, {@code join} and {@code .*}.
 */
final class Expressions {
  private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{(.*?)}}");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*('(?:[^']|'')*'|==|!=|&&|\\|\\||[(),]|\\.[\\w*-]+|[\\w-]+(?:\\.[\\w-]+)*)\\s*");

  private final Map<String, ?> contexts;

  /**
   * @param contexts what {@code github}, {@code inputs} and so on have, maps in maps
   */
  Expressions(Map<String, ?> contexts) {
    this.contexts = contexts;
  }

  /** Returns a text with the values of its expressions. */
  String text(Object template) {
    return EXPRESSION
        .matcher(template.toString())
        .replaceAll(found -> Matcher.quoteReplacement(text(new Parser(found.group(1)))));
  }

  private static String text(Parser parser) {
    return Objects.toString(parser.all(), "");
  }

  /** Returns what is not a text, or the value of the one expression that a text is. */
  @Nullable Object value(Object value) {
    Matcher matcher = EXPRESSION.matcher(value.toString());
    return matcher.matches() ? new Parser(matcher.group(1)).all() : value;
  }

  /** Returns whether a step is run that has this condition, in <code>${{ }}</code> or not. */
  boolean condition(Object condition) {
    Matcher matcher = EXPRESSION.matcher(condition.toString());
    return truth(new Parser(matcher.matches() ? matcher.group(1) : condition.toString()).all());
  }

  private static boolean truth(@Nullable Object value) {
    return value != null && !value.equals("") && !value.equals(false) && !value.equals(0);
  }

  private final class Parser {
    private final List<String> tokens = new ArrayList<>();
    private int next;

    Parser(String expression) {
      Matcher matcher = TOKEN.matcher(expression);
      while (matcher.lookingAt()) {
        tokens.add(matcher.group(1));
        matcher.region(matcher.end(), expression.length());
      }
      if (matcher.regionStart() != expression.length()) {
        throw new IllegalArgumentException("What is this? " + expression);
      }
    }

    @Nullable Object all() {
      Object value = or();
      if (next != tokens.size()) {
        throw new IllegalArgumentException("What is '" + tokens.get(next) + "' in " + tokens);
      }
      return value;
    }

    private @Nullable Object or() {
      Object value = and();
      while (taken("||")) {
        Object other = and();
        value = truth(value) ? value : other;
      }
      return value;
    }

    private @Nullable Object and() {
      Object value = comparison();
      while (taken("&&")) {
        Object other = comparison();
        value = truth(value) ? other : value;
      }
      return value;
    }

    private @Nullable Object comparison() {
      Object value = operand();
      if (taken("==")) {
        return Objects.equals(value, operand());
      }
      return taken("!=") ? (Object) !Objects.equals(value, operand()) : value;
    }

    private @Nullable Object operand() {
      if (taken("(")) {
        Object value = or();
        take(")");
        return value;
      }
      String token = tokens.get(next++);
      if (token.startsWith("'")) {
        return token.substring(1, token.length() - 1).replace("''", "'");
      }
      return taken("(") ? member(call(token)) : lookUp(token);
    }

    /** What is behind the brackets of a call. */
    private @Nullable Object member(@Nullable Object value) {
      if (next == tokens.size() || !tokens.get(next).startsWith(".")) {
        return value;
      }
      String name = tokens.get(next++).substring(1);
      if (name.equals("*")) {
        int following = next;
        List<@Nullable Object> each = new ArrayList<>();
        for (Object one : (List<?>) Objects.requireNonNull(value)) {
          next = following;
          each.add(member(one));
        }
        return each;
      }
      return member(value instanceof Map<?, ?> map ? map.get(name) : null);
    }

    private Object call(String function) {
      List<@Nullable Object> values = new ArrayList<>();
      do {
        values.add(or());
      } while (taken(","));
      take(")");
      List<String> arguments = values.stream().map(value -> Objects.toString(value, "")).toList();
      switch (function) {
        case "contains":
          return arguments.get(0).contains(arguments.get(1));
        case "join":
          return ((List<?>) Objects.requireNonNull(values.get(0)))
              .stream().map(Object::toString).collect(Collectors.joining(arguments.get(1)));
        case "format":
          String text = arguments.get(0);
          for (int i = 1; i < arguments.size(); i++) {
            text = text.replace("{" + (i - 1) + "}", arguments.get(i));
          }
          return text;
        case "fromJSON":
          try {
            return new ObjectMapper().readValue(arguments.get(0), Object.class);
          } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
          }
        default:
          throw new IllegalArgumentException("The function " + function + " is not known here");
      }
    }

    /** What a context does not have is null, as with GitHub; a context that is not there is not. */
    private @Nullable Object lookUp(String path) {
      String[] names = path.split("\\.");
      if (!contexts.containsKey(names[0])) {
        throw new IllegalArgumentException("There is no context " + names[0] + " for " + path);
      }
      Object value = contexts;
      for (String name : names) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
      return value;
    }

    private boolean taken(String token) {
      boolean isNext = next < tokens.size() && tokens.get(next).equals(token);
      next += isNext ? 1 : 0;
      return isNext;
    }

    private void take(String token) {
      if (!taken(token)) {
        throw new IllegalArgumentException("There is no '" + token + "' in " + tokens);
      }
    }
  }
}
