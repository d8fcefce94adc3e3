package io.github.captainos.registry.remote;

import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.StatusException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls of a registry: retries those that failed with a transient error, and gives the others
 * a message for the user.
 */
final class RegistryCalls {
  private final RetryPolicy retries;
  private final Function<Throwable, String> messages;
  private volatile boolean closed;

  /**
   * @param retries decides about retries
   * @param messages returns the message for a failure
   */
  RegistryCalls(RetryPolicy retries, Function<Throwable, String> messages) {
    this.retries = retries;
    this.messages = messages;
  }

  /** Prevents further retries. */
  void close() {
    closed = true;
  }

  /** Runs a call, of which only those failures are transient that always are. */
  <T> T call(RetryPolicy.Attempt<T> call) throws IOException {
    return call(call, failure -> false);
  }

  /**
   * Runs a call.
   *
   * @param call the call, which is run again for a retry
   * @param isTransient which failures are transient, in addition to those that always are
   * @throws IOException if the last attempt failed; the message is for the user
   */
  <T> T call(RetryPolicy.Attempt<T> call, Predicate<Throwable> isTransient) throws IOException {
    return call(call, isTransient, () -> 0, 0);
  }

  /**
   * Runs a call that transfers a blob.
   *
   * @param moved how many bytes the attempts so far have moved for good
   * @param size the size of the blob in bytes
   */
  <T> T call(
      RetryPolicy.Attempt<T> call, Predicate<Throwable> isTransient, LongSupplier moved, long size)
      throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    try {
      return retries.run(
          attempt -> {
            attempts.set(attempt + 1);
            return call.run(attempt);
          },
          failure -> !closed && (TransientErrors.isTransient(failure) || isTransient.test(failure)),
          moved);
    } catch (Exception e) {
      if (e instanceof IOException wrong && !TransientErrors.isOfTheRegistry(e)) {
        throw wrong; // a changed file or wrong content: its message is for the user already
      }
      throw failure(e, attempts.get(), state(e, moved.getAsLong(), size));
    }
  }

  /** Returns how far a transfer is, which does not matter if the registry refuses to go on. */
  private static String state(Exception e, long moved, long size) {
    if (moved == 0 || !TransientErrors.isTransient(e)) {
      return "";
    }
    boolean isAnswered = NetworkErrors.find(e, StatusException.class).isPresent();
    return ", and nothing went through after "
        + moved
        + " of "
        + size
        + " bytes"
        + (isAnswered ? "" : ". Check the network");
  }

  /**
   * @param state how far a transfer is; empty if it has not begun
   */
  private RegistryException failure(Exception e, int attempts, String state) {
    String message =
        messages.apply(e) + (attempts > 1 ? "; tried " + attempts + " times" + state : "");
    @Nullable Throwable cause = ErrorMessages.withoutSecrets(e);
    // an earlier attempt may have succeeded although its answer was lost
    return attempts == 1 && TransientErrors.isRefusal(e)
        ? RegistryException.refusal(message, cause)
        : new RegistryException(message, cause);
  }
}
