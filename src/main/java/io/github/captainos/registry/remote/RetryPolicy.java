package io.github.captainos.registry.remote;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.function.ContextualSupplier;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.connection.SlowAnswerException;
import io.github.captainos.registry.http.NetworkErrors;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what failed by a passing fault: after pauses that grow, or those that the registry
 * asks for, and not for ever.
 *
 * @param retries how often a request is tried again, at most
 * @param timeout how long to wait for a connection, and for the next bytes of an answer
 * @param words what a failure is called in the log
 * @param time what passes between two tries
 */
record RetryPolicy(int retries, Duration timeout, Function<Throwable, String> words, Time time) {
  private static final Logger LOG = LoggerFactory.getLogger(RetryPolicy.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final double JITTER = 0.25;

  /** A registry that is down is to fail the build in a minute and a half, a last try included. */
  private static final Duration LONGEST_TROUBLE = Duration.ofSeconds(45);

  /** One that asks for a pause is not down, and answers at once. */
  private static final Duration LONGEST_TROUBLE_ON_REQUEST = Duration.ofSeconds(80);

  /** A try that took that many timeouts was at work before it failed. */
  private static final int TIMEOUTS_OF_WORK = 4;

  /**
   * An answer that comes too slowly is not asked for again after that many timeouts. One try takes
   * up to four, so that all of them take up to six.
   */
  private static final int TIMEOUTS_OF_SLOWNESS = 2;

  /** Something that may have to be done more than once. */
  interface Attempt<T> {
    /**
     * @param number 0 for the first
     */
    T run(int number) throws Exception;
  }

  /**
   * Does it, again if need be.
   *
   * @param passing what is a passing fault
   * @throws Exception what the last attempt threw
   */
  <T> T run(Attempt<T> attempt, Predicate<Throwable> passing) throws Exception {
    AtomicReference<@Nullable Long> troubleSince = new AtomicReference<>();
    AtomicLong started = new AtomicLong();
    long begun = time.nanos();
    dev.failsafe.RetryPolicy<T> policy =
        dev.failsafe.RetryPolicy.<T>builder()
            .handleIf(passing::test)
            .abortOn(
                failure ->
                    isTooSlow(failure, begun) || isTooMuch(failure, started.get(), troubleSince))
            .withMaxRetries(retries)
            .build();
    ContextualSupplier<T, T> supplier =
        context -> {
          if (context.isRetry()) {
            pause(context.getLastException(), context.getAttemptCount());
          }
          started.set(time.nanos());
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
   * Waits before another try.
   *
   * @param retry 1 for the first
   */
  private void pause(@Nullable Throwable failure, int retry) throws InterruptedException {
    Duration pause = length(failure, retry - 1);
    LOG.info(
        "{}; trying again in {} s ({} of {})",
        failure == null ? "It failed" : words.apply(failure),
        String.format(Locale.ROOT, "%.1f", pause.toMillis() / 1000.0),
        retry,
        retries);
    time.sleep(pause);
  }

  /** What the registry asks for, and a little more; else twice as long each time, or about that. */
  private Duration length(@Nullable Throwable failure, int retry) {
    double random = ThreadLocalRandom.current().nextDouble();
    Optional<Duration> asked = RetryAfter.of(failure, time.instant());
    if (asked.isPresent()) {
      return asked.get().plusMillis((long) (FIRST_PAUSE.toMillis() * random));
    }
    double millis = Math.min(FIRST_PAUSE.toMillis() * Math.pow(2, retry), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis((long) (millis * (1 + JITTER * (2 * random - 1))));
  }

  private boolean isTooSlow(Throwable failure, long begun) {
    return NetworkErrors.find(failure, SlowAnswerException.class).isPresent()
        && time.nanos() - begun > TIMEOUTS_OF_SLOWNESS * timeout.toNanos();
  }

  /** Counted from the first failure, and anew after a long attempt: that one was at work. */
  private boolean isTooMuch(
      Throwable failure, long started, AtomicReference<@Nullable Long> troubleSince) {
    long now = time.nanos();
    if (now - started > TIMEOUTS_OF_WORK * timeout.toNanos()) {
      troubleSince.set(now);
    }
    troubleSince.compareAndSet(null, now);
    Long since = troubleSince.get();
    Optional<Duration> asked = RetryAfter.of(failure, time.instant());
    Duration pause = asked.orElse(Duration.ZERO);
    Duration longest = asked.isPresent() ? LONGEST_TROUBLE_ON_REQUEST : LONGEST_TROUBLE;
    return since != null && Duration.ofNanos(now - since).plus(pause).compareTo(longest) > 0;
  }
}
