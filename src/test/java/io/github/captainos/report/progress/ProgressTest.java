package io.github.captainos.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import io.github.captainos.testing.HangGuard;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final int SIZE = 300_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Those that were made to show something. */
  private final List<Thread> threads = new ArrayList<>();

  private static Transfer transfer() {
    return new Transfer(new Progress(Progress.Form.PLAIN, "Uploading"), "os.iso", SIZE);
  }

  private static String line(Snapshot snapshot) {
    return PlainView.line(snapshot);
  }

  @Test
  void whatIsSentAgainIsNotCountedTwice() throws IOException {
    Transfer transfer = transfer();
    long start = transfer.startNanos();
    Sampler sampler = new Sampler("Uploading", start);

    InputStream first = transfer.counting(new ByteArrayInputStream(new byte[SIZE]));
    first.readNBytes(SIZE / 2);
    assertThat(line(sampler.sample(start + SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 146.5 of 293.0 KiB (50 %), 146.5 KiB/s, 1 s left: os.iso 50 %");

    InputStream again = transfer.counting(new ByteArrayInputStream(new byte[SIZE]));
    assertThat(line(sampler.sample(start + 2 * SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 0.0 of 293.0 KiB (0 %): os.iso 0 %");
    again.readNBytes(SIZE);
    assertThat(line(sampler.sample(start + 4 * SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 293.0 of 293.0 KiB (100 %), 146.5 KiB/s: os.iso 100 %");
  }

  @Test
  void whatNeedNotBeReadAgainIsCounted() throws IOException {
    Transfer transfer = transfer();
    transfer.counting(new ByteArrayInputStream(new byte[SIZE / 2]), SIZE / 2).readNBytes(100);
    assertThat(transfer.bytes()).isEqualTo(SIZE / 2 + 100);
  }

  @Test
  void moreThanThereShouldBeIsNotMoreThanAll() throws IOException {
    Transfer transfer = transfer();
    transfer.counting(new ByteArrayInputStream(new byte[2 * SIZE])).readAllBytes();
    assertThat(
            line(
                new Sampler("Fetching", transfer.startNanos())
                    .sample(transfer.startNanos() + SECOND, List.of(transfer), 0, SIZE)))
        .contains("(100 %)")
        .endsWith("os.iso 100 %");
  }

  @Test
  void allWaysToReadAreCounted() throws IOException {
    Transfer transfer = transfer();
    InputStream in = transfer.counting(new ByteArrayInputStream(new byte[SIZE]));
    assertThat(in.read()).isZero();
    assertThat(in.read(new byte[10])).isEqualTo(10);
    assertThat(in.skip(100)).isEqualTo(100);
    assertThat(transfer.bytes()).isEqualTo(111);
    in.transferTo(OutputStream.nullOutputStream());
    assertThat(in.read()).isNegative();
    assertThat(in.read(new byte[10])).isNegative();
    assertThat(transfer.bytes()).isEqualTo(SIZE);
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    Rate rate = new Rate(0);
    for (int second = 1; second <= 20; second++) {
      rate.at(second * SECOND, 1000L * second);
    }
    double slower = 0;
    for (int second = 21; second <= 26; second++) {
      slower = rate.at(second * SECOND, 20_000 + 10L * (second - 20));
    }
    assertThat(slower).isEqualTo(10);
  }

  @Test
  void timesAreNoMoreExactThanTheyCanBe() {
    assertThat(left(0.5)).isEqualTo("1 s left");
    assertThat(left(99)).isEqualTo("99 s left");
    assertThat(left(101)).isEqualTo("2 min left");
    assertThat(left(99 * 60)).isEqualTo("99 min left");
    assertThat(left(100 * 60)).isEqualTo("2 h left");
    assertThat(left(1_000_000)).isEmpty();
    assertThat(Amounts.left(new Snapshot.Item("os.iso", 1, 5, 0))).isEmpty();
  }

  private static String left(double seconds) {
    return Amounts.left(new Snapshot.Item("os.iso", 0, 1 << 20, (1 << 20) / seconds));
  }

  @Test
  void aLineNamesSomeOfManyFiles() {
    Snapshot.Item file = new Snapshot.Item("a\nb", 1, 4, 0);
    Snapshot many =
        new Snapshot(
            List.of(file, file, file, file, file, file, file, file),
            new Snapshot.Item("Fetching", 8, 100, 0));
    assertThat(line(many))
        .isEqualTo("Fetching: 8 of 100 B (8 %): " + "a\\u000ab 25 %, ".repeat(6) + "and 2 more");
  }

  @Test
  void noThreadOutlivesIt() {
    try (Progress progress = progress(Progress.Form.PLAIN, HangGuard.TIMEOUT)) {
      progress.expect(SIZE);
      progress.begin("os.iso", SIZE);
      progress.begin("vmlinuz", SIZE);
      assertThat(threads).singleElement().matches(Thread::isAlive);
    }
    assertThat(threads).singleElement().matches(thread -> !thread.isAlive());
  }

  private Progress progress(Progress.Form form, Duration closeTimeout) {
    return progress(form, () -> View.of(form), closeTimeout);
  }

  private Progress progress(Progress.Form form, Supplier<View> views, Duration closeTimeout) {
    return new Progress(form, "Uploading", views, this::thread, closeTimeout);
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    threads.add(thread);
    return thread;
  }

  @Test
  void aTerminalThatHangsDoesNotHoldUpWhatIsDone() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    View hanging =
        new View() {
          @Override
          public long pauseMillis() {
            return 1;
          }

          @Override
          public void show(Snapshot snapshot) {
            asked.countDown();
            Uninterruptibles.awaitUninterruptibly(answered);
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    Progress progress = progress(Progress.Form.LIVE, () -> hanging, Duration.ofMillis(1));
    progress.begin("os.iso", SIZE);
    asked.await();
    progress.close();
    assertThat(threads).singleElement().matches(Thread::isAlive);
    assertThat(closed).isFalse();
    answered.countDown();
    threads.get(0).join();
    assertThat(closed).isTrue();
  }

  @Test
  void nothingIsInTheWayWhereNothingIsShown() {
    try (Progress none = progress(Progress.Form.NONE, HangGuard.TIMEOUT)) {
      InputStream in = InputStream.nullInputStream();
      assertThat(none.begin("os.iso", SIZE).counting(in)).isSameAs(in);
      assertThat(threads).isEmpty();
    }
  }
}
