package io.github.captainos.release.steps;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.Repository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Moves tags: the last one after the others, which move at the same time in a registry. In a layout
 * they move in their order, which its index has. If one fails, it reports which have moved.
 *
 * @param moves the moves; the last one is that of the combined image, if that is among them
 * @param repository where the tags are
 * @param reference returns the tag's reference
 * @param <T> the type of a move
 */
public record TagMoves<T>(List<T> moves, Repository repository, Function<T, String> reference) {

  public interface Action<T> {
    void move(T move) throws IOException;
  }

  /** What became of a move; the failure is empty if the tag has moved. */
  private record Result<T>(T move, Optional<IOException> failure) {
    boolean isMoved() {
      return failure.isEmpty();
    }

    /** Unless the registry rejected the request, the tag may have moved: its answer was lost. */
    boolean isRefused() {
      return failure
          .filter(e -> e instanceof RegistryException answer && answer.isRefusal())
          .isPresent();
    }
  }

  /**
   * Moves the tags.
   *
   * @param threads runs the requests
   * @throws ReleaseException if one cannot be moved; those after it are not attempted
   */
  public void each(Tasks threads, Action<T> action) throws ReleaseException {
    List<Result<T>> results = new ArrayList<>();
    while (results.size() < moves.size() && results.stream().allMatch(Result::isMoved)) {
      int from = results.size();
      int to = repository.isLayout() ? from + 1 : Math.max(from + 1, moves.size() - 1);
      results.addAll(move(threads, action, moves.subList(from, to)));
    }
    for (Result<T> result : results) {
      Steps.step(
          reference.apply(result.move()),
          "moving the tag",
          failure -> state(results),
          () -> {
            if (!result.isMoved()) {
              throw result.failure().get();
            }
            return result;
          });
    }
  }

  private List<Result<T>> move(Tasks threads, Action<T> action, List<T> some)
      throws ReleaseException {
    List<Callable<Result<T>>> tasks = new ArrayList<>();
    for (T move : some) {
      tasks.add(
          () -> {
            try {
              action.move(move);
              return new Result<>(move, Optional.empty());
            } catch (IOException e) {
              return new Result<>(move, Optional.of(e));
            }
          });
    }
    return threads.all(tasks);
  }

  private String state(List<Result<T>> results) {
    List<T> moved = results.stream().filter(Result::isMoved).map(Result::move).toList();
    List<T> notMoved =
        Stream.concat(
                results.stream().filter(Result::isRefused).map(Result::move),
                moves.stream().skip(results.size()))
            .toList();
    List<T> perhaps =
        moves.stream().filter(move -> !moved.contains(move) && !notMoved.contains(move)).toList();
    return Stream.of(
                named("Moved: ", moved),
                named("perhaps moved: ", perhaps),
                named("not moved: ", notMoved))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "))
        + ". Run the build again to complete it.";
  }

  private String named(String state, List<T> some) {
    return some.isEmpty()
        ? ""
        : state + some.stream().map(reference).collect(Collectors.joining(", "));
  }
}
