package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.SlowAnswerException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The pauses of retries, and their end. */
class RetryPolicyTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ManualTime time = new ManualTime();
  private final AtomicInteger attempts = new AtomicInteger();

  private void fail(int retries, Duration work) {
    RetryPolicy policy = new RetryPolicy(retries, TIMEOUT, Throwable::getMessage, time);
    RetryPolicy.Attempt<String> attempt =
        number -> {
          assertThat(number).isEqualTo(attempts.getAndIncrement());
          time.pass(work);
          throw new SocketException("gone");
        };
    assertThatThrownBy(
            () -> policy.run(attempt, SocketException.class::isInstance, () -> 0, "a test"))
        .isInstanceOf(SocketException.class)
        .hasMessage("gone");
  }

  @Test
  void pausesGrowUpToALimit() {
    fail(8, Duration.ofSeconds(60)); // at work each time, so there may be many
    assertThat(attempts).hasValue(9);
    List<Integer> expected = List.of(500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000);
    assertThat(time.pauses()).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      long millis = expected.get(i);
      assertThat(time.pauses().get(i))
          .isBetween(Duration.ofMillis(millis * 3 / 4), Duration.ofMillis(millis * 5 / 4));
    }
  }

  @Test
  void retriesEndIfTheRegistryIsDown() {
    Duration before = Duration.ofNanos(time.nanos());
    fail(100, Duration.ofSeconds(1));
    assertThat(Duration.ofNanos(time.nanos()).minus(before))
        .isBetween(Duration.ofSeconds(45), Duration.ofSeconds(90));
  }

  @Test
  void permanentErrorsAreNotRetried() {
    RetryPolicy policy = new RetryPolicy(5, TIMEOUT, Throwable::getMessage, time);
    assertThatThrownBy(
            () ->
                policy.run(
                    number -> {
                      attempts.incrementAndGet();
                      throw new IOException("for good");
                    },
                    SocketException.class::isInstance,
                    () -> 0,
                    "a test"))
        .hasMessage("for good");
    assertThat(attempts).hasValue(1);
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void anInterruptionEndsAPause() {
    RetryPolicy policy = new RetryPolicy(5, TIMEOUT, Throwable::getMessage, Time.system());
    assertThatThrownBy(
            () ->
                policy.run(
                    number -> {
                      attempts.incrementAndGet();
                      Thread.currentThread().interrupt();
                      throw new SocketException("gone");
                    },
                    SocketException.class::isInstance,
                    () -> 0,
                    "a test"))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void progressResetsTheCountAndThePauses() {
    AtomicLong moved = new AtomicLong();
    RetryPolicy policy = new RetryPolicy(2, TIMEOUT, Throwable::getMessage, time);
    RetryPolicy.Attempt<String> attempt =
        number -> {
          moved.addAndGet(attempts.incrementAndGet() <= 10 ? 1 << 16 : 1);
          throw new SocketException("gone");
        };

    assertThatThrownBy(
            () -> policy.run(attempt, SocketException.class::isInstance, moved::get, "a test"))
        .hasMessage("gone");

    assertThat(attempts).as("ten with progress, of which the last is retried twice").hasValue(12);
    assertThat(time.pauses().subList(0, 10))
        .allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(700)));
  }

  @Test
  void attemptsThatEachMoveHardlyAnythingAreNoProgressTogether() {
    AtomicLong moved = new AtomicLong();
    RetryPolicy policy = new RetryPolicy(5, TIMEOUT, Throwable::getMessage, time);
    RetryPolicy.Attempt<String> attempt =
        number -> {
          moved.addAndGet(attempts.incrementAndGet() <= 20 ? 20_000 : 0);
          throw new SocketException("gone");
        };

    assertThatThrownBy(
            () -> policy.run(attempt, SocketException.class::isInstance, moved::get, "a test"))
        .hasMessage("gone");

    assertThat(attempts).hasValue(6);
  }

  @Test
  void anAnswerThatIsTooSlowIsRetriedAfterProgressThatTookLong() {
    AtomicLong moved = new AtomicLong();
    RetryPolicy policy = new RetryPolicy(5, TIMEOUT, Throwable::getMessage, time);
    RetryPolicy.Attempt<String> attempt =
        number -> {
          if (attempts.incrementAndGet() > 2) {
            return "done";
          }
          time.pass(TIMEOUT.multipliedBy(3));
          moved.addAndGet(1 << 20);
          throw new SlowAnswerException();
        };

    assertThatCode(() -> policy.run(attempt, IOException.class::isInstance, moved::get, "a test"))
        .doesNotThrowAnyException();
  }

  @Test
  void aRegistryThatMuchIsSentToIsNotDown() {
    RetryPolicy policy = new RetryPolicy(5, TIMEOUT, Throwable::getMessage, time);
    RetryPolicy.Attempt<String> attempt =
        number -> {
          attempts.incrementAndGet();
          time.pass(TIMEOUT.multipliedBy(4)); // and the next one would be too late
          throw new SocketException("gone");
        };
    RetryPolicy.Progress progress =
        new RetryPolicy.Progress() {
          @Override
          public long moved() {
            return 0;
          }

          @Override
          public long sent() {
            return attempts.get() * (4L << 20);
          }
        };

    assertThatThrownBy(
            () -> policy.run(attempt, SocketException.class::isInstance, progress, "a test"))
        .hasMessage("gone");

    assertThat(attempts).as("all of them, and no more").hasValue(6);
  }
}
