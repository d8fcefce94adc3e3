package io.github.captainos.report.progress;

import io.github.captainos.support.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The progress of the files of one goal, which is shown from the first {@link #begin} until it is
 * closed. Several threads may use it at a time.
 */
public final class Progress implements AutoCloseable {
  /** How progress is shown. */
  public enum Form {
    /** One line for each file, at the bottom of the terminal. */
    LIVE(500),
    /** A line in the log every few seconds. */
    PLAIN(PlainView.PAUSE_MILLIS),
    /** Not at all. */
    NONE(0);

    /** Shorter transfers are not shown. */
    private final long delayMillis;

    Form(long delayMillis) {
      this.delayMillis = delayMillis;
    }
  }

  /** The maximum time to wait for the thread at the end, in case the terminal hangs. */
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Form form;
  private final String doing;
  private final Supplier<View> views;
  private final ThreadFactory threads;
  private final Duration closeTimeout;
  private final List<Transfer> transfers = new CopyOnWriteArrayList<>();
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable Thread updater;

  /**
   * @param doing what is done with the files, such as {@code Uploading}
   */
  public Progress(Form form, String doing) {
    this(form, doing, () -> View.of(form), new DaemonThreads("captain-progress"), CLOSE_TIMEOUT);
  }

  /**
   * @param views creates the view
   * @param threads creates the thread that updates the view
   * @param closeTimeout how long to wait at the end for that thread
   */
  Progress(
      Form form, String doing, Supplier<View> views, ThreadFactory threads, Duration closeTimeout) {
    this.form = form;
    this.doing = doing;
    this.views = views;
    this.threads = threads;
    this.closeTimeout = closeTimeout;
  }

  /** Returns an instance that shows nothing. */
  public static Progress none() {
    return new Progress(Form.NONE, "");
  }

  boolean isShown() {
    return form != Form.NONE;
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
   * @param name its name
   * @param bytes its size
   */
  public Transfer begin(String name, long bytes) {
    Transfer transfer = new Transfer(this, name, bytes);
    if (isShown()) {
      transfers.add(transfer);
      startUpdates();
    }
    return transfer;
  }

  void finish(Transfer transfer) {
    if (transfers.remove(transfer)) {
      finished.addAndGet(transfer.size());
    }
  }

  private synchronized void startUpdates() {
    if (updater == null && end.getCount() > 0) {
      Thread thread = threads.newThread(this::update);
      thread.start();
      updater = thread;
    }
  }

  private void update() {
    Sampler sampler = new Sampler(doing, System.nanoTime());
    View view = null;
    long pause = form.delayMillis;
    try {
      while (!end.await(pause, TimeUnit.MILLISECONDS)) {
        if (view == null) {
          view = views.get();
          boolean tooEarly = view.pauseMillis() > pause;
          pause = view.pauseMillis();
          if (tooEarly) {
            continue;
          }
        }
        view.show(sampler.sample(System.nanoTime(), transfers, finished.get(), expected.get()));
      }
    } catch (InterruptedException e) {
      // this thread is not interrupted; if it is, progress is no longer shown
    } finally {
      if (view != null) {
        view.close();
      }
    }
  }

  /** Stops. When this returns, live lines have been removed, if possible. */
  @Override
  public void close() {
    end.countDown();
    Thread thread;
    synchronized (this) {
      thread = updater;
    }
    if (thread != null) {
      try {
        thread.join(closeTimeout.toMillis()); // Maven closes the plugin's class path after it
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
