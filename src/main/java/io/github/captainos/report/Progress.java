package io.github.captainos.report;

import io.github.captainos.support.DaemonThreads;
import io.github.captainos.support.Log;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one goal's transfers: one line that says how much of all files is done. It is
 * shown while files are being transferred, from the first {@link #begin} until {@link #close}.
 * Several threads may use it at a time.
 */
public final class Progress implements AutoCloseable {
  /** Where the line is shown. */
  public enum Form {
    /** On the terminal, below the log, where it is replaced. */
    LIVE(500),
    /** In the log. */
    PLAIN(5000),
    /** Nowhere. */
    NONE(0);

    /** The time before the first line, and between two. */
    private final long pauseMillis;

    Form(long pauseMillis) {
      this.pauseMillis = pauseMillis;
    }
  }

  /**
   * What had been transferred at a time.
   *
   * @param bytes of all files
   */
  private record Sample(long nanos, long bytes) {}

  private static final Log LOG = Log.of(Progress.class);

  /** The terminal that Maven was started in. {@code System.out} may be anything: Maven sets it. */
  private static final Path TERMINAL = Path.of("/dev/tty");

  private static final int DEFAULT_COLUMNS = 80;
  private static final long RATE_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Form form;
  private final String doing;
  private final Path terminal;
  private final LongSupplier nanoTime;
  private final ThreadFactory threads;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong expected = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable Thread updater;

  /** Those of the last seconds, the oldest first; used by one thread. */
  private final Deque<Sample> samples = new ArrayDeque<>();

  /**
   * @param doing what is done with the files, such as {@code Uploading}
   */
  public Progress(Form form, String doing) {
    this(form, doing, TERMINAL, System::nanoTime, new DaemonThreads("captain-progress"));
  }

  /**
   * @param terminal the terminal's device
   * @param nanoTime a clock, in nanoseconds
   * @param threads creates the thread that shows the line
   */
  Progress(Form form, String doing, Path terminal, LongSupplier nanoTime, ThreadFactory threads) {
    this.form = form;
    this.doing = doing;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.threads = threads;
  }

  /** Returns an instance that shows nothing. */
  public static Progress none() {
    return new Progress(Form.NONE, "");
  }

  /** Returns whether there is a terminal for {@link Form#LIVE}. On Windows, there is none. */
  public static boolean hasTerminal() {
    try {
      open(TERMINAL).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Opens a terminal; where there is none, no file is created. */
  private static OutputStream open(Path terminal) throws IOException {
    return Files.newOutputStream(terminal, StandardOpenOption.WRITE);
  }

  /**
   * Adds the size of a file that will be transferred, or, with a negative size, removes it because
   * the file need not be transferred.
   *
   * @param bytes its size
   */
  public void expect(long bytes) {
    expected.addAndGet(bytes);
  }

  /**
   * Starts the transfer of a file, which was expected before.
   *
   * @param bytes its size
   */
  public Transfer begin(long bytes) {
    open.incrementAndGet();
    if (isShown()) {
      startUpdates();
    }
    return new Transfer(this, bytes);
  }

  boolean isShown() {
    return form != Form.NONE;
  }

  /** Adds bytes that were transferred, or removes those that are transferred again. */
  void add(long bytes) {
    done.addAndGet(bytes);
  }

  /**
   * Ends the transfer of a file.
   *
   * @param left bytes that were not transferred: the registry has them, or the transfer failed
   */
  void end(long left) {
    expected.addAndGet(-left);
    open.decrementAndGet();
  }

  private synchronized void startUpdates() {
    if (updater == null && end.getCount() > 0) {
      samples.add(new Sample(nanoTime.getAsLong(), done.get()));
      updater = threads.newThread(this::update);
      updater.start();
    }
  }

  private void update() {
    try {
      if (form == Form.LIVE) {
        draw();
        return;
      }
      while (!isEnd()) {
        String line = line();
        if (!line.isEmpty()) {
          LOG.info("{}", line);
        }
      }
    } catch (InterruptedException e) {
      // nobody interrupts this thread
    } catch (IOException | IllegalStateException e) {
      // there is no terminal any more, or the JVM is ending
    }
  }

  private boolean isEnd() throws InterruptedException {
    return end.await(form.pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void draw() throws IOException, InterruptedException {
    int columns = columns(System.getenv("COLUMNS"));
    Thread atExit = new Thread(this::close); // for Ctrl-C
    try (OutputStream out = open(terminal)) {
      Runtime.getRuntime().addShutdownHook(atExit);
      try {
        while (!isEnd()) {
          String line = line();
          // after a character in the last column, some terminals begin a new row
          Log.showBelow(out, line.substring(0, Math.min(line.length(), columns - 1)));
        }
      } finally {
        Log.showBelow(out, "");
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
    }
  }

  /**
   * Returns the width of a terminal.
   *
   * @param variable what the shell says, which only exports it if the user does
   */
  static int columns(@Nullable String variable) {
    return variable != null && variable.matches("[1-9]\\d{0,3}")
        ? Integer.parseInt(variable)
        : DEFAULT_COLUMNS;
  }

  /**
   * Returns {@code Uploading: 31.2 of 384.0 MiB, 12.3 MiB/s, 29 s left}, without what is not known,
   * or an empty string if no file is being transferred.
   */
  String line() {
    long bytes = done.get();
    double rate = rate(new Sample(nanoTime.getAsLong(), bytes));
    if (open.get() == 0) {
      return "";
    }
    long all = Math.max(bytes, expected.get());
    String line = doing + ": " + amount(bytes, all);
    if (rate > 0) {
      line += ", " + Recap.size(Math.round(rate)) + "/s" + left((all - bytes) / rate);
    }
    return line;
  }

  /** Returns bytes per second, as an average of the last seconds, or 0 if it is not known. */
  private double rate(Sample now) {
    if (now.bytes() < samples.getLast().bytes()) {
      samples.clear(); // what is transferred again says nothing about the rate
    }
    samples.add(now);
    while (samples.size() > 2 && now.nanos() - samples.getFirst().nanos() > RATE_WINDOW_NANOS) {
      samples.removeFirst();
    }
    long nanos = now.nanos() - samples.getFirst().nanos();
    return nanos <= 0 ? 0 : (now.bytes() - samples.getFirst().bytes()) * SECOND_NANOS / nanos;
  }

  /** Returns {@code 31.2 of 384.0 MiB}. */
  private static String amount(long done, long all) {
    String whole = Recap.size(all);
    int power = "BKMGT".indexOf(whole.charAt(whole.indexOf(' ') + 1));
    String part =
        power == 0
            ? Long.toString(done)
            : String.format(Locale.ROOT, "%.1f", done / Math.pow(1024, power));
    return part + " of " + whole;
  }

  /**
   * Returns {@code , 29 s left}, rounded up, or an empty string if that would be days, or if only
   * the registry's response is missing.
   */
  private static String left(double seconds) {
    if (seconds <= 0) {
      return "";
    }
    if (seconds <= 99) {
      return ", " + (int) Math.ceil(seconds) + " s left";
    }
    if (seconds <= 99 * 60) {
      return ", " + (int) Math.ceil(seconds / 60) + " min left";
    }
    return seconds <= 99 * 3600 ? ", " + (int) Math.ceil(seconds / 3600) + " h left" : "";
  }

  /** Stops. When this returns, the line on the terminal has been removed. */
  @Override
  public void close() {
    end.countDown();
    Thread thread;
    synchronized (this) {
      thread = updater;
    }
    if (thread != null) {
      try {
        thread.join(); // after this, Maven closes the plugin's class path
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
