package io.github.captainos.release;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Moves tags one after the other, and can say at any time which have moved.
 *
 * @param moves what is to be moved, in order
 * @param reference gives the tag's reference
 * @param <T> what stands for a tag
 */
public record TagMoves<T>(List<T> moves, Function<T, String> reference) {

  public interface Action<T> {
    void move(T move) throws IOException;
  }

  /**
   * Moves them.
   *
   * @throws ReleaseException if one cannot be moved; those after it are not tried
   */
  public void each(Action<T> action) throws ReleaseException {
    for (int i = 0; i < moves.size(); i++) {
      T move = moves.get(i);
      Steps.step(reference.apply(move), "moving the tag", state(i), () -> action.move(move));
    }
  }

  /** The answer may have been lost after the registry had done its work. */
  private String state(int moved) {
    List<T> after = moves.subList(moved + 1, moves.size());
    return (moved == 0 ? "" : "Moved: " + references(moves.subList(0, moved)) + "; ")
        + "perhaps moved: "
        + reference.apply(moves.get(moved))
        + (after.isEmpty() ? "" : "; not moved: " + references(after))
        + ". Run the build again to complete it.";
  }

  private String references(List<T> some) {
    return some.stream().map(reference).collect(Collectors.joining(", "));
  }
}
