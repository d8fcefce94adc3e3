package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.NetworkException;
import java.io.IOException;
import java.net.SocketException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The pauses of retries, and their end. */
class RegistryCallsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ManualTime time = new ManualTime();
  private final AtomicInteger attempts = new AtomicInteger();

  private static RegistryCalls calls(int retries, Time time) {
    return new RegistryCalls(
        RegistryOptions.of(retries, TIMEOUT), Throwable::getMessage, time, "a test");
  }

  /** Returns a call whose attempts move and send bytes. */
  private static RegistryCalls.Call<String> transfer(
      Callable<String> attempt, LongSupplier moved, LongSupplier sent) {
    return new RegistryCalls.Call<>() {
      @Override
      public String run() throws Exception {
        return attempt.call();
      }

      @Override
      public long moved() {
        return moved.getAsLong();
      }

      @Override
      public long sent() {
        return sent.getAsLong();
      }
    };
  }

  private void fail(int retries, Duration work) {
    RegistryCalls calls = calls(retries, time);
    assertThatThrownBy(
            () ->
                calls.call(
                    () -> {
                      attempts.incrementAndGet();
                      time.pass(work);
                      throw new SocketException("gone");
                    }))
        .isInstanceOf(RegistryException.class)
        .hasMessageStartingWith("gone")
        .cause()
        .isInstanceOf(SocketException.class);
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
    RegistryCalls calls = calls(5, time);
    assertThatThrownBy(
            () ->
                calls.call(
                    () -> {
                      attempts.incrementAndGet();
                      throw new IOException("for good");
                    }))
        .hasMessage("for good");
    assertThat(attempts).hasValue(1);
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void anInterruptionEndsAPause() {
    RegistryCalls calls = calls(5, Time.system());
    assertThatThrownBy(
            () ->
                calls.call(
                    () -> {
                      attempts.incrementAndGet();
                      Thread.currentThread().interrupt();
                      throw new SocketException("gone");
                    }))
        .isInstanceOf(RegistryException.class)
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts).hasValue(1);
  }

  @Test
  void progressResetsTheCountAndThePauses() {
    AtomicLong moved = new AtomicLong();
    RegistryCalls calls = calls(2, time);
    Callable<String> attempt =
        () -> {
          moved.addAndGet(attempts.incrementAndGet() <= 10 ? 1 << 16 : 1);
          throw new SocketException("gone");
        };

    assertThatThrownBy(() -> calls.call(transfer(attempt, moved::get, () -> 0)))
        .hasMessageStartingWith("gone; tried ");

    assertThat(attempts).as("ten with progress, of which the last is retried twice").hasValue(12);
    assertThat(time.pauses().subList(0, 10))
        .allSatisfy(pause -> assertThat(pause).isLessThan(Duration.ofMillis(700)));
  }

  @Test
  void attemptsThatEachMoveHardlyAnythingAreNoProgressTogether() {
    AtomicLong moved = new AtomicLong();
    RegistryCalls calls = calls(5, time);
    Callable<String> attempt =
        () -> {
          moved.addAndGet(attempts.incrementAndGet() <= 20 ? 20_000 : 0);
          throw new SocketException("gone");
        };

    assertThatThrownBy(() -> calls.call(transfer(attempt, moved::get, () -> 0)))
        .hasMessageStartingWith("gone; tried ");

    assertThat(attempts).hasValue(6);
  }

  @Test
  void anAnswerThatIsTooSlowIsRetriedAfterProgressThatTookLong() {
    AtomicLong moved = new AtomicLong();
    RegistryCalls calls = calls(5, time);
    Callable<String> attempt =
        () -> {
          if (attempts.incrementAndGet() > 2) {
            return "done";
          }
          time.pass(TIMEOUT.multipliedBy(3));
          moved.addAndGet(1 << 20);
          throw NetworkException.of(
              new URL("https://registry.example/"),
              new SocketException("closed"),
              NetworkException.Kind.SLOW);
        };

    assertThatCode(() -> calls.call(transfer(attempt, moved::get, () -> 0)))
        .doesNotThrowAnyException();
  }

  @Test
  void aRegistryThatMuchIsSentToIsNotDown() {
    RegistryCalls calls = calls(5, time);
    Callable<String> attempt =
        () -> {
          attempts.incrementAndGet();
          time.pass(TIMEOUT.multipliedBy(4)); // and the next one would be too late
          throw new SocketException("gone");
        };

    assertThatThrownBy(
            () -> calls.call(transfer(attempt, () -> 0, () -> attempts.get() * (4L << 20))))
        .hasMessageStartingWith("gone; tried ");

    assertThat(attempts).as("all of them, and no more").hasValue(6);
  }
}
