package io.github.captainos.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The number and size of blobs and manifests in each state; each is counted once. */
public final class Totals {
  private final List<State> states;
  private final Map<State, List<Part>> parts;

  private Totals(List<State> states, Map<State, List<Part>> parts) {
    this.states = states;
    this.parts = parts;
  }

  /**
   * @param parts all parts; a part of several images may occur several times
   * @param states the possible states
   */
  public static Totals of(Stream<Part> parts, State... states) {
    Map<String, Part> distinct =
        parts.collect(
            Collectors.toMap(
                Part::digest, Function.identity(), (one, same) -> one, LinkedHashMap::new));
    return new Totals(
        List.of(states), distinct.values().stream().collect(Collectors.groupingBy(Part::state)));
  }

  private List<Part> in(State state) {
    return parts.getOrDefault(state, List.of());
  }

  private long bytes(State state) {
    return in(state).stream().mapToLong(Part::size).sum();
  }

  public Map<String, @Nullable Object> toJson() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    for (State state : states) {
      Map<String, @Nullable Object> total = new LinkedHashMap<>();
      total.put("count", in(state).size());
      total.put("bytes", bytes(state));
      json.put(state.word(), total);
    }
    return json;
  }

  /**
   * Returns a text for people.
   *
   * @param one the singular of what is counted
   * @param many the plural of what is counted
   */
  public String text(State state, String one, String many) {
    int count = in(state).size();
    return count == 0
        ? "nothing"
        : Recap.size(bytes(state)) + " in " + count + " " + (count == 1 ? one : many);
  }
}
