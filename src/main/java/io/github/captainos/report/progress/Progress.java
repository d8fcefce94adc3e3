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
 * Shows how far the files of one goal are, from the first {@link #begin} until it is closed.
 * Several threads may use it at a time.
 */
public final class Progress implements AutoCloseable {
  /** How it is shown. */
  public enum Form {
    /** One line for each file, at the bottom of the terminal. */
    LIVE(500),
    /** A line in the log from time to time. */
    PLAIN(PlainView.PAUSE_MILLIS),
    /** Not at all. */
    NONE(0);

    /** What is over sooner is not shown. */
    private final long delayMillis;

    Form(long delayMillis) {
      this.delayMillis = delayMillis;
    }
  }

  /** A terminal that hangs is not to hold up what is done already. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Form form;
  private final String doing;
  private final Supplier<View> views;
  private final ThreadFactory threads;
  private final Duration patience;
  private final List<Transfer> transfers = new CopyOnWriteArrayList<>();
  private final AtomicLong expected = new AtomicLong();
  private final AtomicLong finished = new AtomicLong();
  private final CountDownLatch end = new CountDownLatch(1);
  private @Nullable Thread painter;

  /**
   * @param doing what is done with the files, as in {@code Uploading}
   */
  public Progress(Form form, String doing) {
    this(form, doing, () -> View.of(form), new DaemonThreads("captain-progress"), PATIENCE);
  }

  /**
   * @param views makes what it is shown with
   * @param threads makes the thread that shows it
   * @param patience how long to wait at the end for that thread
   */
  Progress(
      Form form, String doing, Supplier<View> views, ThreadFactory threads, Duration patience) {
    this.form = form;
    this.doing = doing;
    this.views = views;
    this.threads = threads;
    this.patience = patience;
  }

  /** Returns one that shows nothing. */
  public static Progress none() {
    return new Progress(Form.NONE, "");
  }

  boolean isShown() {
    return form != Form.NONE;
  }

  /**
   * Says that a file will have to be moved, or, with a negative size, that it need not be after
   * all.
   *
   * @param bytes its size
   */
  public void expect(long bytes) {
    expected.addAndGet(bytes);
  }

  /**
   * Begins with a file, which was expected before.
   *
   * @param name its name
   * @param bytes its size
   */
  public Transfer begin(String name, long bytes) {
    Transfer transfer = new Transfer(this, name, bytes);
    if (isShown()) {
      transfers.add(transfer);
      startPainter();
    }
    return transfer;
  }

  void finish(Transfer transfer) {
    if (transfers.remove(transfer)) {
      finished.addAndGet(transfer.size());
    }
  }

  private synchronized void startPainter() {
    if (painter == null && end.getCount() > 0) {
      Thread thread = threads.newThread(this::paint);

      thread.start();
      painter = thread;
    }
  }

  private void paint() {
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
      // nobody does that, and nobody would miss anything
    } finally {
      if (view != null) {
        view.close();
      }
    }
  }

  /** Shows nothing any more; what was shown live is gone when this returns, if it can be. */
  @Override
  public void close() {
    end.countDown();
    Thread thread;
    synchronized (this) {
      thread = painter;
    }
    if (thread != null) {
      try {
        thread.join(patience.toMillis()); // Maven closes the plugin's class path after it
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
