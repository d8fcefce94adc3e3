package io.github.captainos.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.report.Progress.Form;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.story.TerminalView;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  private static final int SIZE = 300_000;

  private final Path directory;
  private final Path terminal;
  private final List<Thread> threads = new ArrayList<>();

  /** Its line is only asked for by the test. */
  private final Progress progress;

  private long nanos = 1_000;

  ProgressTest(@TempDir Path directory) {
    this.directory = directory;
    this.terminal = directory.resolve("tty");
    this.progress = progress(Form.PLAIN, task -> thread(() -> {}));
  }

  private Progress progress(Form form, ThreadFactory factory) {
    return new Progress(form, "Uploading", terminal, () -> nanos, factory);
  }

  private Thread thread(Runnable task) {
    Thread thread = new Thread(task);
    threads.add(thread);
    return thread;
  }

  private String lineAfter(int seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
    return progress.line();
  }

  private Transfer begin(long size) {
    progress.expect(size);
    return progress.begin(size);
  }

  private static InputStream bytes(int size) {
    return new ByteArrayInputStream(new byte[size]);
  }

  @Test
  void theLineSaysHowMuchOfAllFilesIsDone() throws IOException {
    progress.expect(80L << 20);
    Transfer initramfs = begin(300L << 20);
    initramfs.counting(bytes(24 << 20)).readAllBytes();
    assertThat(lineAfter(2)).isEqualTo("Uploading: 24.0 of 380.0 MiB, 12.0 MiB/s, 30 s left");
    Transfer kernel = progress.begin(80L << 20);
    kernel.counting(bytes(12 << 20)).readAllBytes();
    assertThat(lineAfter(1)).isEqualTo("Uploading: 36.0 of 380.0 MiB, 12.0 MiB/s, 29 s left");
  }

  @Test
  void whatIsSentAgainIsNotCountedTwice() throws IOException {
    Transfer transfer = begin(SIZE);
    transfer.counting(bytes(SIZE)).readNBytes(SIZE / 2);
    assertThat(lineAfter(1)).isEqualTo("Uploading: 146.5 of 293.0 KiB, 146.5 KiB/s, 1 s left");
    InputStream again = transfer.counting(bytes(SIZE));
    assertThat(lineAfter(1)).isEqualTo("Uploading: 0.0 of 293.0 KiB");
    again.readNBytes(SIZE);
    assertThat(lineAfter(2)).isEqualTo("Uploading: 293.0 of 293.0 KiB, 146.5 KiB/s");
    transfer.close();
    begin(SIZE);
    assertThat(lineAfter(0)).startsWith("Uploading: 293.0 of 585.9 KiB");
  }

  @Test
  void whatNeedNotBeReadAgainIsCounted() throws IOException {
    Transfer transfer = begin(SIZE);
    transfer.counting(bytes(SIZE)).readNBytes(SIZE / 3);
    transfer.counting(bytes(SIZE / 2), SIZE / 2).readNBytes(1000);
    assertThat(lineAfter(0)).startsWith("Uploading: 147.5 of 293.0 KiB");
  }

  @Test
  void whatTheRegistryHasAlreadyIsNotCounted() throws IOException {
    progress.expect(SIZE);
    progress.expect(SIZE);
    progress.expect(-SIZE);
    begin(SIZE).close();
    Transfer failed = begin(SIZE);
    failed.counting(bytes(SIZE)).readNBytes(1024);
    failed.close();
    failed.close();
    progress.begin(SIZE).counting(bytes(SIZE)).readNBytes(1024);
    assertThat(lineAfter(1)).startsWith("Uploading: 2.0 of 294.0 KiB, 2.0 KiB/s");
  }

  @Test
  void moreThanThereShouldBeIsNotMoreThanAll() throws IOException {
    Transfer transfer = begin(SIZE);
    transfer.counting(bytes(2 * SIZE)).readAllBytes();
    assertThat(lineAfter(1)).isEqualTo("Uploading: 293.0 of 293.0 KiB, 293.0 KiB/s");
  }

  @Test
  void allWaysToReadAreCounted() throws IOException {
    InputStream in = begin(SIZE).counting(bytes(SIZE));
    assertThat(in.read()).isZero();
    assertThat(in.read(new byte[23])).isEqualTo(23);
    assertThat(in.skip(1000)).isEqualTo(1000);
    assertThat(lineAfter(0)).isEqualTo("Uploading: 1.0 of 293.0 KiB");
    in.transferTo(OutputStream.nullOutputStream());
    assertThat(in.read()).isNegative();
    assertThat(in.read(new byte[10])).isNegative();
    assertThat(lineAfter(0)).isEqualTo("Uploading: 293.0 of 293.0 KiB");
  }

  @Test
  void filesOfSeveralThreadsAreCountedTogether() throws Exception {
    int files = 40;
    progress.expect(files * (long) SIZE);
    ExecutorService tasks = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < files; i++) {
        ends.add(
            tasks.submit(
                () -> {
                  try (Transfer transfer = progress.begin(SIZE)) {
                    transfer.counting(bytes(SIZE)).readNBytes(SIZE / 2);
                    transfer.counting(bytes(SIZE)).readAllBytes();
                  }
                  return null;
                }));
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } finally {
      tasks.shutdown();
    }
    assertThat(progress.line()).isEmpty();
    progress.begin(0);
    assertThat(progress.line()).isEqualTo("Uploading: 11.4 of 11.4 MiB");
    assertThat(threads).hasSize(1);
  }

  @Test
  void theRateIsThatOfTheLastSeconds() throws IOException {
    InputStream in = begin(1 << 20).counting(bytes(1 << 20));
    for (int second = 1; second <= 20; second++) {
      in.readNBytes(10_240);
      assertThat(lineAfter(1)).contains(", 10.0 KiB/s, ");
    }
    String line = "";
    for (int second = 1; second <= 6; second++) {
      in.readNBytes(1_024);
      line = lineAfter(1);
    }
    assertThat(line).isEqualTo("Uploading: 0.2 of 1.0 MiB, 1.0 KiB/s, 14 min left");
  }

  @Test
  void whatIsNotKnownIsLeftOut() throws IOException {
    Transfer empty = progress.begin(0);
    assertThat(lineAfter(0)).isEqualTo("Uploading: 0 of 0 B");
    assertThat(lineAfter(1)).isEqualTo("Uploading: 0 of 0 B");
    empty.counting(InputStream.nullInputStream()).readAllBytes();
    empty.close();
    assertThat(lineAfter(1)).isEmpty();
    Transfer unexpected = progress.begin(SIZE);
    unexpected.counting(bytes(SIZE)).readNBytes(100);
    assertThat(lineAfter(0)).isEqualTo("Uploading: 100 of 100 B, 50 B/s");
  }

  @Test
  void timesAreNoMoreExactThanTheyCanBe() throws IOException {
    assertThat(timeLeft(1)).isEqualTo("1 s left");
    assertThat(timeLeft(98_500)).isEqualTo("99 s left");
    assertThat(timeLeft(100_000)).isEqualTo("2 min left");
    assertThat(timeLeft(99 * 60_000)).isEqualTo("99 min left");
    assertThat(timeLeft(100 * 60_000)).isEqualTo("2 h left");
    assertThat(timeLeft(1_000_000_000)).isEqualTo("1.0 KiB/s");
  }

  private String timeLeft(long millis) throws IOException {
    try (Progress one = progress(Form.PLAIN, task -> thread(() -> {}))) {
      long left = millis * 1024 / 1000;
      one.expect(1024 + left);
      one.begin(1024 + left).counting(bytes(1024)).readAllBytes();
      nanos += TimeUnit.SECONDS.toNanos(1);
      String line = one.line();
      return line.substring(line.lastIndexOf(", ") + 2);
    }
  }

  @Test
  void nothingIsInTheWayWhereNothingIsShown() {
    try (Progress none = progress(Form.NONE, this::thread)) {
      InputStream in = InputStream.nullInputStream();
      assertThat(none.begin(SIZE).counting(in)).isSameAs(in);
    }
    assertThat(threads).isEmpty();
  }

  @Test
  void noThreadOutlivesIt() {
    Progress plain = progress(Form.PLAIN, this::thread);
    try (plain) {
      plain.begin(SIZE);
      plain.begin(SIZE);
      assertThat(threads).singleElement().matches(Thread::isAlive);
    }
    plain.begin(SIZE);
    assertThat(threads).singleElement().matches(thread -> !thread.isAlive());
  }

  @Test
  void theLineOnATerminalIsGoneAtTheEndAlsoAfterAFailure() throws IOException {
    Files.createFile(terminal);
    TerminalView view = new TerminalView(24, 80);
    Transfer transfer;
    try (Progress live = progress(Form.LIVE, this::thread)) {
      live.expect(SIZE);
      transfer = live.begin(SIZE);
      HangGuard.await("a line", () -> Files.readString(terminal).endsWith("h"));
      view.show(Files.readString(terminal));
      assertThat(view.all()).containsExactly("Uploading: 0.0 of 293.0 KiB");
    }
    String written = Files.readString(terminal);
    view = new TerminalView(24, 80);
    view.show(written);
    assertThat(view.all()).isEmpty();
    transfer.close();
    assertThat(terminal).hasContent(written);
  }

  @Test
  void whereThereIsNoTerminalNoFileIsCreated() {
    try (Progress live = progress(Form.LIVE, this::thread)) {
      live.begin(SIZE);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theShellSaysHowWideTheTerminalIs() {
    assertThat(Progress.columns("132")).isEqualTo(132);
    assertThat(Progress.columns(null)).isEqualTo(80);
    assertThat(Progress.columns("")).isEqualTo(80);
    assertThat(Progress.columns("0")).isEqualTo(80);
    assertThat(Progress.columns("99999999999")).isEqualTo(80);
  }
}
