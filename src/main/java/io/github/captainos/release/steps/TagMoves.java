package io.github.captainos.release.steps;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ReleaseException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves tags one after the other, and reports which have moved if one fails.
 *
 * @param moves the moves, in order
 * @param reference returns the tag's reference
 * @param <T> the type of a move
 */
public record TagMoves<T>(List<T> moves, Function<T, String> reference) {

  public interface Action<T> {
    void move(T move) throws IOException;
  }

  /**
   * Moves the tags.
   *
   * @throws ReleaseException if one cannot be moved; those after it are not attempted
   */
  public void each(Action<T> action) throws ReleaseException {
    for (int i = 0; i < moves.size(); i++) {
      T move = moves.get(i);
      int moved = i;
      Steps.step(
          reference.apply(move),
          "moving the tag",
          failure -> state(moved, failure),
          () -> {
            action.move(move);
            return move;
          });
    }
  }

  /**
   * Unless the registry rejected the request, it may have moved the tag although its answer was
   * lost.
   */
  private String state(int moved, IOException failure) {
    boolean isRefusal = failure instanceof RegistryException answer && answer.isRefusal();
    List<T> notMoved = moves.subList(isRefusal ? moved : moved + 1, moves.size());
    return Stream.of(
                named("Moved: ", moves.subList(0, moved)),
                isRefusal ? "" : named("perhaps moved: ", moves.subList(moved, moved + 1)),
                named("not moved: ", notMoved))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "))
        + ". Run the build again to complete it.";
  }

  private String named(String state, List<T> some) {
    return some.isEmpty() ? "" : state + references(some);
  }

  private String references(List<T> some) {
    return some.stream().map(reference).collect(Collectors.joining(", "));
  }
}
