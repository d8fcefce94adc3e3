package io.github.captainos.registry.remote;

import static io.github.captainos.registry.http.NetworkException.find;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.ContextualSupplier;
import io.github.captainos.image.Descriptor;
import io.github.captainos.image.SourceException;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.NetworkException;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Log;
import io.github.captainos.support.Printable;
import java.io.EOFException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls of a registry: again if they failed with a transient error, after increasing pauses,
 * or those that the registry requests, and for a limited time. The last failure gets a message for
 * the user.
 */
final class RegistryCalls {
  private static final Log LOG = Log.of(RegistryCalls.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(20);
  private static final double JITTER = 0.25;

  /**
   * A registry that is down should fail the build within 90 seconds, including the last attempt.
   */
  private static final Duration MAX_FAILING = Duration.ofSeconds(45);

  /** A registry that requests a pause is not down, and its last answer comes at once. */
  private static final Duration MAX_FAILING_ON_REQUEST = Duration.ofSeconds(80);

  /** An attempt that took that many timeouts was making progress before it failed. */
  private static final int TIMEOUTS_OF_WORK = 4;

  /**
   * A request whose answer is too slow is not retried after that many timeouts. One attempt takes
   * two for each answer, so that all of them take up to six.
   */
  private static final int TIMEOUTS_FOR_SLOW_ANSWERS = 2;

  /**
   * What an attempt must have moved at least to count as progress. Else a registry that takes one
   * byte in each attempt would be asked for days.
   */
  private static final long MIN_PROGRESS = 1 << 16;

  /** More than a system usually holds: of more bytes that were sent, some have gone through. */
  private static final long MUCH = 4 << 20;

  /** With these, some registries refuse a manifest whose blobs they do not list yet. */
  private static final Set<Integer> INVALID =
      Set.of(HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_NOT_FOUND);

  private final RegistryOptions options;
  private final Function<Throwable, String> messages;
  private final Time time;
  private final String subject;
  private final AtomicBoolean closed;

  /** A call that may have to be run several times, and what its attempts have done. */
  interface Call<T> {
    T run() throws Exception;

    /** Returns whether a failure is transient, although such failures usually are not. */
    default boolean isTransient(Throwable failure) {
      return false;
    }

    /** Returns how many bytes of a blob have gone through for good. */
    default long moved() {
      return 0;
    }

    /** Returns how many bytes were sent, each time they were. */
    default long sent() {
      return 0;
    }

    /** Returns how far a transfer is, for the message; empty if it has not begun. */
    default String state() {
      return "";
    }
  }

  /**
   * @param options the maximum number of retries, and the timeout
   * @param messages returns the message for a failure
   * @param time clocks and pauses
   * @param subject what the calls are about, for the log
   */
  RegistryCalls(
      RegistryOptions options, Function<Throwable, String> messages, Time time, String subject) {
    this(options, messages, time, subject, new AtomicBoolean());
  }

  private RegistryCalls(
      RegistryOptions options,
      Function<Throwable, String> messages,
      Time time,
      String subject,
      AtomicBoolean closed) {
    this.options = options;
    this.messages = messages;
    this.time = time;
    this.subject = subject;
    this.closed = closed;
  }

  /**
   * Returns the same for calls about something else.
   *
   * @param other what they are about, such as an image, for the log
   */
  RegistryCalls about(String other) {
    return new RegistryCalls(options, messages, time, other, closed);
  }

  /** Returns the same for calls about a blob: a file of an image, if its title says which. */
  RegistryCalls about(Descriptor blob) {
    return about(Printable.name(blob.layerName()) + " of " + subject);
  }

  /** Prevents further retries. */
  void close() {
    closed.set(true);
  }

  /** Returns whether a retry may succeed: of most failures, only this decides. */
  private static boolean isTransient(Throwable failure) {
    if (failure instanceof FinalFailure || find(failure, SourceException.class).isPresent()) {
      return false;
    }
    Optional<StatusException> answer = find(failure, StatusException.class);
    if (answer.isPresent()) {
      return answer.get().isTransient()
          // all of them are known to be there: the registry is not consistent yet
          || INVALID.contains(answer.get().status())
              && answer.get().hasCode("MANIFEST_BLOB_UNKNOWN");
    }
    return find(failure, NetworkException.class)
        .map(NetworkException::isTransient)
        .orElseGet(() -> isIncomplete(failure));
  }

  /** Returns whether less arrived than was sent, although the network did not fail. */
  private static boolean isIncomplete(Throwable failure) {
    return find(failure, EOFException.class).isPresent()
        || find(failure, SocketException.class).isPresent();
  }

  /**
   * Runs a call, and again after each transient failure. Progress resets the number of retries and
   * the time: what counts is whether bytes arrive, not how often the connection is lost.
   *
   * @throws IOException if the last attempt failed; the message is for the user
   */
  <T> T call(Call<T> call) throws IOException {
    Failures failures = new Failures(call);
    RetryPolicy<T> policy =
        RetryPolicy.<T>builder()
            .handleIf(
                failure -> !closed.get() && (isTransient(failure) || call.isTransient(failure)))
            .abortOn(failures::areTooMany)
            .withMaxRetries(-1)
            .build();
    ContextualSupplier<T, T> supplier =
        context -> {
          if (context.isRetry()) {
            pause(context.getLastException(), failures.number);
          }
          failures.attempts++;
          failures.started = time.nanos();
          return call.run();
        };
    try {
      return Failsafe.with(policy).get(supplier);
    } catch (FailsafeException e) {
      throw failure(e.getCause() == null ? e : e.getCause(), failures.attempts, call);
    } catch (RuntimeException e) {
      throw failure(e, failures.attempts, call);
    }
  }

  /**
   * Returns the exception to throw: that of a changed file or wrong content as it is, since its
   * message is for the user already, and so is that of a call within this one.
   */
  private IOException failure(Throwable e, int attempts, Call<?> call) {
    if (e instanceof FinalFailure inner) {
      return inner;
    }
    Optional<StatusException> answer = find(e, StatusException.class);
    boolean isOfTheRegistry =
        answer.isPresent() || find(e, NetworkException.class).isPresent() || isIncomplete(e);
    if (e instanceof IOException wrong && !isOfTheRegistry) {
      return wrong;
    }
    String message =
        messages.apply(e)
            + (attempts > 1 ? "; tried " + attempts + " times" + told(call.state(), e) : "");
    // an answer is described completely by the message
    Throwable cause = answer.isPresent() ? null : e;
    // an earlier attempt may have succeeded although its answer was lost
    boolean isRefusal = attempts == 1 && answer.filter(StatusException::isRefusal).isPresent();
    return new FinalFailure(message, cause, isRefusal);
  }

  /** The failure of a call after its last attempt: a call that contains it is not retried. */
  private static final class FinalFailure extends RegistryException {
    private static final long serialVersionUID = 1L;

    private FinalFailure(String message, @Nullable Throwable cause, boolean isRefusal) {
      super(message, cause, isRefusal);
    }
  }

  /** Adds what to do to how far a transfer is, which does not matter if the registry refuses it. */
  private static String told(String state, Throwable e) {
    if (state.isEmpty() || !isTransient(e)) {
      return "";
    }
    return state + (find(e, StatusException.class).isPresent() ? "" : ". Check the network");
  }

  /**
   * Waits before a retry.
   *
   * @param retry 1 for the first
   */
  private void pause(@Nullable Throwable failure, int retry) throws InterruptedException {
    Duration pause = length(failure, retry - 1);
    LOG.info(
        "{}: {}; trying again in {} s ({} of {})",
        subject,
        failure == null ? "it failed" : messages.apply(failure),
        String.format(Locale.ROOT, "%.1f", pause.toMillis() / 1000.0),
        retry,
        options.retries());
    time.sleep(pause);
  }

  /**
   * Returns the pause that the registry requests, and a random bit more; else about twice the last
   * pause.
   */
  private Duration length(@Nullable Throwable failure, int retry) {
    double random = ThreadLocalRandom.current().nextDouble();
    Optional<Duration> requested = requestedPause(failure);
    if (requested.isPresent()) {
      return requested.get().plusMillis((long) (FIRST_PAUSE.toMillis() * random));
    }
    double millis = Math.min(FIRST_PAUSE.toMillis() * Math.pow(2, retry), MAX_PAUSE.toMillis());
    return Duration.ofMillis((long) (millis * (1 + JITTER * (2 * random - 1))));
  }

  private Optional<Duration> requestedPause(@Nullable Throwable failure) {
    return find(failure, StatusException.class)
        .flatMap(answer -> answer.requestedPause(time.instant()));
  }

  /** The failures of one call since it has made progress. */
  private final class Failures {
    private final Call<?> call;
    private int attempts;
    private long begun = time.nanos();
    private long moved;
    private long sent;
    private int number;
    private long started;
    private @Nullable Long since;

    private Failures(Call<?> call) {
      this.call = call;
      this.moved = call.moved();
      this.sent = call.sent();
    }

    /** Counts one more, and returns whether to give up. */
    private boolean areTooMany(Throwable failure) {
      long now = call.moved();
      if (now - moved >= MIN_PROGRESS) {
        number = 0;
        since = null;
        begun = time.nanos();
      }
      moved = now;
      number++;
      return number > options.retries() || isTooSlow(failure) || isTooLong(failure);
    }

    private boolean isTooSlow(Throwable failure) {
      return find(failure, NetworkException.class)
              .filter(e -> e.kind() == NetworkException.Kind.SLOW)
              .isPresent()
          && time.nanos() - begun > TIMEOUTS_FOR_SLOW_ANSWERS * options.timeout().toNanos();
    }

    /**
     * Counts from the first failure, and again from the end of each attempt that was long or has
     * sent much, since the registry is not down then.
     */
    private boolean isTooLong(Throwable failure) {
      long now = time.nanos();
      boolean wasLong = now - started > TIMEOUTS_OF_WORK * options.timeout().toNanos();
      boolean hasSentMuch = call.sent() - sent >= MUCH;
      sent = call.sent();
      if (since == null || wasLong || hasSentMuch) {
        since = now;
      }
      Optional<Duration> requested = requestedPause(failure);
      Duration pause = requested.orElse(Duration.ZERO);
      Duration longest = requested.isPresent() ? MAX_FAILING_ON_REQUEST : MAX_FAILING;
      return Duration.ofNanos(now - since).plus(pause).compareTo(longest) > 0;
    }
  }
}
