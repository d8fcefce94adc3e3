package io.github.captainos.registry.remote;

import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls of a registry: what fails by a passing fault is tried again, and what fails for good is
 * told in words for the user.
 */
final class RegistryCalls {
  private final RetryPolicy retries;
  private final Function<Throwable, String> words;
  private volatile boolean closed;

  /**
   * @param retries when to try again
   * @param words what a failure is called
   */
  RegistryCalls(RetryPolicy retries, Function<Throwable, String> words) {
    this.retries = retries;
    this.words = words;
  }

  /** Has nothing tried again any more. */
  void close() {
    closed = true;
  }

  /**
   * Makes a call.
   *
   * @param call what is done, several times if need be
   * @param passing what is a passing fault besides those that always are
   * @throws IOException if there is no good answer; the message is for the user
   */
  <T> T call(RetryPolicy.Attempt<T> call, Predicate<Throwable> passing) throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    try {
      return retries.run(
          attempt -> {
            attempts.set(attempt + 1);
            return call.run(attempt);
          },
          failure -> !closed && (TransientErrors.isPassing(failure) || passing.test(failure)));
    } catch (Exception e) {
      if (e instanceof IOException wrong && !TransientErrors.isOfTheRegistry(e)) {
        throw wrong; // a file that changed, content that is not right: they say it themselves
      }
      throw failure(e, attempts.get());
    }
  }

  private RegistryException failure(Exception e, int attempts) {
    String message = words.apply(e) + (attempts > 1 ? "; tried " + attempts + " times" : "");
    @Nullable Throwable cause = ErrorMessages.withoutSecrets(e);
    // an attempt before may have been heard although its answer was lost
    return attempts == 1 && TransientErrors.isRefusal(e)
        ? RegistryException.refusal(message, cause)
        : new RegistryException(message, cause);
  }
}
