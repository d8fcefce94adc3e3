package io.github.captainos.registry.remote;

import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls of a registry: retries those that failed with a transient error, and gives the others
 * a message for the user.
 */
final class RegistryCalls {
  private final RetryPolicy retries;
  private final Function<Throwable, String> messages;
  private final String subject;
  private final AtomicBoolean closed;

  /**
   * @param retries decides about retries
   * @param messages returns the message for a failure
   * @param subject what the calls are about, for the log
   */
  RegistryCalls(RetryPolicy retries, Function<Throwable, String> messages, String subject) {
    this(retries, messages, subject, new AtomicBoolean());
  }

  private RegistryCalls(
      RetryPolicy retries,
      Function<Throwable, String> messages,
      String subject,
      AtomicBoolean closed) {
    this.retries = retries;
    this.messages = messages;
    this.subject = subject;
    this.closed = closed;
  }

  /**
   * Returns the same for calls about something else.
   *
   * @param other what they are about, such as an image, for the log
   */
  RegistryCalls about(String other) {
    return new RegistryCalls(retries, messages, other, closed);
  }

  /** Returns the same for calls about a blob: a file of an image, if its title says which. */
  RegistryCalls about(Descriptor blob) {
    String title = blob.annotations().get("org.opencontainers.image.title");
    return about((title == null ? blob.digest() : Printable.name(title)) + " of " + subject);
  }

  /** Prevents further retries. */
  void close() {
    closed.set(true);
  }

  /** Runs a call, of which only those failures are transient that always are. */
  <T> T call(RetryPolicy.Attempt<T> call) throws IOException {
    return call(call, failure -> false);
  }

  /** Runs a call that need not know how often it is run. */
  <T> T retried(Callable<T> call) throws IOException {
    return call(attempt -> call.call());
  }

  /**
   * Runs a call.
   *
   * @param call the call, which is run again for a retry
   * @param isTransient which failures are transient, in addition to those that always are
   * @throws IOException if the last attempt failed; the message is for the user
   */
  <T> T call(RetryPolicy.Attempt<T> call, Predicate<Throwable> isTransient) throws IOException {
    return call(call, isTransient, () -> 0, () -> "");
  }

  /**
   * Runs a call that transfers a blob.
   *
   * @param progress what the attempts so far have done
   * @param state returns how far the transfer is, for the message; empty if it has not begun
   */
  <T> T call(
      RetryPolicy.Attempt<T> call,
      Predicate<Throwable> isTransient,
      RetryPolicy.Progress progress,
      Supplier<String> state)
      throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    try {
      return retries.run(
          attempt -> {
            attempts.set(attempt + 1);
            return call.run(attempt);
          },
          failure ->
              !closed.get() && (TransientErrors.isTransient(failure) || isTransient.test(failure)),
          progress,
          subject);
    } catch (Exception e) {
      if (e instanceof IOException wrong && !TransientErrors.isOfTheRegistry(e)) {
        throw wrong; // a changed file or wrong content: its message is for the user already
      }
      throw failure(e, attempts.get(), told(state.get(), e));
    }
  }

  /** Adds what to do to how far a transfer is, which does not matter if the registry refuses it. */
  private static String told(String state, Exception e) {
    if (state.isEmpty() || !TransientErrors.isTransient(e)) {
      return "";
    }
    boolean isAnswered = NetworkErrors.find(e, StatusException.class).isPresent();
    return state + (isAnswered ? "" : ". Check the network");
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
