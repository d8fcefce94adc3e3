package io.github.captainos.release;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.support.FileErrors;
import java.io.IOException;
import java.util.function.Function;

/**
 * Turns a failure into a message that says which image, which step, why, and what state is left.
 */
public final class Steps {
  /** What is left where a publish or a tagging fails before it has come to the tags. */
  public static final String NO_TAG_MOVED = "No tag has moved.";

  /** What is left where a pull fails before it has come to the files. */
  public static final String NO_FILE_WRITTEN = "No file was written.";

  private Steps() {}

  public interface Step<T> {
    T run() throws IOException;
  }

  public interface Action {
    void run() throws IOException;
  }

  /**
   * @param reference the image
   * @param doing the step, as in {@code uploading the config}
   * @param state what is left if it fails: a sentence
   */
  public static <T> T step(String reference, String doing, String state, Step<T> step)
      throws ReleaseException {
    return step(reference, doing, failure -> state, step);
  }

  /**
   * Does so where what is left depends on the failure.
   *
   * @param state returns what is left: a sentence
   */
  static <T> T step(
      String reference, String doing, Function<IOException, String> state, Step<T> step)
      throws ReleaseException {
    try {
      return step.run();
    } catch (FileChangedException e) {
      throw new ReleaseException(e.getMessage() + " " + state.apply(e), e);
    } catch (IOException e) {
      throw new ReleaseException(
          reference + ": " + doing + " failed: " + FileErrors.of(e) + ". " + state.apply(e), e);
    } catch (OutOfMemoryError e) {
      throw Tasks.outOfMemory(e);
    }
  }

  /** Does so for a step without a result. */
  public static void step(String reference, String doing, String state, Action action)
      throws ReleaseException {
    step(
        reference,
        doing,
        state,
        () -> {
          action.run();
          return state;
        });
  }
}
