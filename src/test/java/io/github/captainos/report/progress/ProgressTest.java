package io.github.captainos.report.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ProgressTest {
  private static final int SIZE = 300_000;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

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
    ByteArrayOutputStream received = new ByteArrayOutputStream();

    OutputStream first = transfer.counting(received);
    first.write(new byte[SIZE / 2]);
    assertThat(line(sampler.sample(start + SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 146.5 of 293.0 KiB (50 %), 146.5 KiB/s, 1 s left: os.iso 50 %");

    OutputStream again = transfer.counting(received);
    assertThat(line(sampler.sample(start + 2 * SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 0.0 of 293.0 KiB (0 %): os.iso 0 %");
    again.write(new byte[SIZE]);
    assertThat(line(sampler.sample(start + 4 * SECOND, List.of(transfer), 0, SIZE)))
        .isEqualTo("Uploading: 293.0 of 293.0 KiB (100 %), 146.5 KiB/s: os.iso 100 %");
    assertThat(received.size()).isEqualTo(SIZE / 2 + SIZE);
  }

  @Test
  void moreThanThereShouldBeIsNotMoreThanAll() throws IOException {
    Transfer transfer = transfer();
    transfer.counting(OutputStream.nullOutputStream()).write(new byte[2 * SIZE]);
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
        .isEqualTo("Fetching: 8 of 100 B (8 %): " + "a?b 25 %, ".repeat(6) + "and 2 more");
  }

  @Test
  void noThreadOutlivesIt() {
    try (Progress progress = new Progress(Progress.Form.PLAIN, "Uploading")) {
      progress.expect(SIZE);
      progress.begin("os.iso", SIZE);
      assertThat(painters()).isPositive();
    }
    assertThat(painters()).isZero();
  }

  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aTerminalThatHangsDoesNotHoldUpWhatIsDone() throws InterruptedException {
    CompletableFuture<Thread> painter = new CompletableFuture<>();
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    View hanging =
        new View() {
          @Override
          public long pauseMillis() {
            return 1;
          }

          @Override
          public void show(Snapshot snapshot) {
            painter.complete(Thread.currentThread());
            answer.join();
          }

          @Override
          public void close() {}
        };
    Progress progress = new Progress(Progress.Form.LIVE, "Uploading", () -> hanging);
    progress.begin("os.iso", SIZE);
    Thread thread = painter.join();
    progress.close();
    assertThat(thread.isAlive()).isTrue();
    answer.complete(true);
    thread.join();
  }

  @Test
  void nothingIsInTheWayWhereNothingIsShown() {
    try (Progress none = Progress.none()) {
      OutputStream out = OutputStream.nullOutputStream();
      assertThat(none.begin("os.iso", SIZE).counting(out)).isSameAs(out);
      assertThat(painters()).isZero();
    }
  }

  private static long painters() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("captain-progress"))
        .count();
  }
}
