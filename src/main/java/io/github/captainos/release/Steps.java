package io.github.captainos.release;

import io.github.captainos.image.FileChangedException;
import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.support.FileErrors;
import java.io.IOException;

/**
 * Runs steps of a goal, and reports a failure with the image, the step, the reason, and the
 * resulting state.
 */
public final class Steps {
  /** The resulting state if a publish or a tagging fails before the tags are moved. */
  public static final String NO_TAG_MOVED = "No tag has moved.";

  /** The resulting state if a pull fails before files are written. */
  public static final String NO_FILE_WRITTEN = "No file was written.";

  /** The resulting state if a step fails after the tags were moved, or had been moved before. */
  public static final String TAGS_MOVED = "The tags refer to the new images already.";

  /** The resulting state if a goal fails that only reads. */
  public static final String NOTHING_CHANGED = "Nothing was changed.";

  private Steps() {}

  /**
   * Returns whether a step failed because of what a repository holds: not because a request failed,
   * nor because memory is full.
   */
  public static boolean isOfContent(ReleaseException failure) {
    Throwable cause = failure.getCause();
    return !(cause instanceof Error)
        && (!(cause instanceof RegistryException) || cause instanceof ContentException);
  }

  public interface Step<T> {
    T run() throws IOException;
  }

  public interface Action {
    void run() throws IOException;
  }

  /**
   * @param reference the image
   * @param doing the step, as in {@code uploading the config}
   * @param state the resulting state if it fails: a sentence
   */
  public static <T> T step(String reference, String doing, String state, Step<T> step)
      throws ReleaseException {
    try {
      return step.run();
    } catch (IOException e) {
      throw failure(reference, doing, state, e);
    } catch (OutOfMemoryError e) {
      throw ReleaseException.outOfMemory(e);
    }
  }

  /** Returns what {@link #step(String, String, String, Step)} throws if the step has failed. */
  public static ReleaseException failure(
      String reference, String doing, String state, IOException e) {
    return e instanceof FileChangedException
        ? new ReleaseException(e.getMessage() + " " + state, e)
        : new ReleaseException(
            reference + ": " + doing + " failed: " + FileErrors.of(e) + ". " + state, e);
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
