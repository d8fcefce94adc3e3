package io.github.captainos.registry.remote;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.function.ContextualSupplier;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.NetworkErrors;
import io.github.captainos.registry.http.SlowAnswerException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries requests that failed with a transient error: after increasing pauses, or those that the
 * registry requests, and for a limited time.
 *
 * @param retries the maximum number of retries
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 * @param messages returns the message for a failure
 * @param time clocks and pauses
 */
record RetryPolicy(int retries, Duration timeout, Function<Throwable, String> messages, Time time) {
  private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final double JITTER = 0.25;

  /**
   * A registry that is down should fail the build within 90 seconds, including the last attempt.
   */
  private static final Duration LONGEST_FAILING = Duration.ofSeconds(45);

  /** A registry that requests a pause is not down, and its last answer comes at once. */
  private static final Duration LONGEST_FAILING_ON_REQUEST = Duration.ofSeconds(80);

  /** An attempt that took that many timeouts was making progress before it failed. */
  private static final int TIMEOUTS_OF_WORK = 4;

  /**
   * A request whose answer is too slow is not retried after that many timeouts. One attempt takes
   * up to four, so that all of them take up to six.
   */
  private static final int TIMEOUTS_FOR_SLOW_ANSWERS = 2;

  /**
   * What an attempt must have moved at least to count as progress. Else a registry that takes one
   * byte in each attempt would be asked for days.
   */
  private static final long LEAST_PROGRESS = 1 << 16;

  /** The number of bytes that a registry takes only if it is not down: more than a system holds. */
  private static final long MUCH = 4 << 20;

  /** A call that may have to be run more than once. */
  interface Attempt<T> {
    /**
     * @param number 0 for the first
     */
    T run(int number) throws Exception;
  }

  /** What the attempts so far have done. */
  interface Progress {
    /** Returns how many bytes they have moved for good. */
    long moved();

    /** Returns how many bytes they have sent, each time they have. */
    default long sent() {
      return 0;
    }
  }

  /**
   * Runs a call, again if it fails with a transient error. Progress resets the number of retries
   * and the time: what counts is whether bytes arrive, not how often the connection is lost.
   *
   * @param isTransient which failures are transient
   * @param progress what the attempts have done
   * @param subject what the call is about, for the log
   * @throws Exception what the last attempt threw
   */
  <T> T run(Attempt<T> attempt, Predicate<Throwable> isTransient, Progress progress, String subject)
      throws Exception {
    Failures failures = new Failures(progress);
    dev.failsafe.RetryPolicy<T> policy =
        dev.failsafe.RetryPolicy.<T>builder()
            .handleIf(isTransient::test)
            .abortOn(failures::areTooMany)
            .withMaxRetries(-1)
            .build();
    ContextualSupplier<T, T> supplier =
        context -> {
          if (context.isRetry()) {
            pause(context.getLastException(), failures.number, subject);
          }
          failures.started = time.nanos();
          return attempt.run(context.getAttemptCount());
        };
    try {
      return Failsafe.with(policy).get(supplier);
    } catch (FailsafeException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  /**
   * Waits before a retry.
   *
   * @param retry 1 for the first
   */
  private void pause(@Nullable Throwable failure, int retry, String subject)
      throws InterruptedException {
    Duration pause = length(failure, retry - 1);
    LOG.info(
        "{}: {}; trying again in {} s ({} of {})",
        subject,
        failure == null ? "It failed" : messages.apply(failure),
        String.format(Locale.ROOT, "%.1f", pause.toMillis() / 1000.0),
        retry,
        retries);
    time.sleep(pause);
  }

  /**
   * Returns the pause that the registry requests, and a random bit more; else about twice the last
   * pause.
   */
  private Duration length(@Nullable Throwable failure, int retry) {
    double random = ThreadLocalRandom.current().nextDouble();
    Optional<Duration> requested = RetryAfter.of(failure, time.instant());
    if (requested.isPresent()) {
      return requested.get().plusMillis((long) (FIRST_PAUSE.toMillis() * random));
    }
    double millis = Math.min(FIRST_PAUSE.toMillis() * Math.pow(2, retry), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis((long) (millis * (1 + JITTER * (2 * random - 1))));
  }

  /** The failures of one call since it has made progress. */
  private final class Failures {
    private final Progress progress;
    private long begun = time.nanos();
    private long moved;
    private long sent;
    private int number;
    private long started;
    private @Nullable Long since;

    private Failures(Progress progress) {
      this.progress = progress;
      this.moved = progress.moved();
      this.sent = progress.sent();
    }

    /** Counts one more, and returns whether to give up. */
    private boolean areTooMany(Throwable failure) {
      long now = progress.moved();
      if (now - moved >= LEAST_PROGRESS) {
        number = 0;
        since = null;
        begun = time.nanos();
      }
      moved = now;
      number++;
      return number > retries || isTooSlow(failure) || isTooLong(failure);
    }

    private boolean isTooSlow(Throwable failure) {
      return NetworkErrors.find(failure, SlowAnswerException.class).isPresent()
          && time.nanos() - begun > TIMEOUTS_FOR_SLOW_ANSWERS * timeout.toNanos();
    }

    /**
     * Counts from the first failure, and again from the end of each attempt that was long or has
     * sent much, since the registry is not down then.
     */
    private boolean isTooLong(Throwable failure) {
      long now = time.nanos();
      boolean wasLong = now - started > TIMEOUTS_OF_WORK * timeout.toNanos();
      boolean hasSentMuch = progress.sent() - sent >= MUCH;
      sent = progress.sent();
      if (since == null || wasLong || hasSentMuch) {
        since = now;
      }
      Optional<Duration> requested = RetryAfter.of(failure, time.instant());
      Duration pause = requested.orElse(Duration.ZERO);
      Duration longest = requested.isPresent() ? LONGEST_FAILING_ON_REQUEST : LONGEST_FAILING;
      return Duration.ofNanos(now - since).plus(pause).compareTo(longest) > 0;
    }
  }
}
