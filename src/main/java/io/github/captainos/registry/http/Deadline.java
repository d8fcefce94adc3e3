package io.github.captainos.registry.http;

import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The time that a step of a request may take: to connect, to send, to answer. When it is over, the
 * connection is closed. The timeout of a socket limits the time without a byte only, which a server
 * that sends one byte a second never reaches, and no time at all while bytes are written.
 */
final class Deadline implements Runnable {
  private static final String ATTRIBUTE = "captain.deadline";

  /** A step may take so many timeouts. */
  private static final int TIMEOUTS = 2;

  private final ScheduledExecutorService timers;
  private final Duration limit;
  private final Duration computing;
  private NetworkException.Kind kind = NetworkException.Kind.SLOW;
  private @Nullable ScheduledFuture<?> timer;
  private @Nullable Closeable connection;
  private boolean isExtended;
  private boolean hasPassed;

  /**
   * Starts with the time to connect.
   *
   * @param timeout how long a server may be silent
   * @param computing how long it may compute before it answers, in addition
   * @param context the context of the request, whose deadline it will be
   */
  Deadline(
      ScheduledExecutorService timers, Duration timeout, Duration computing, HttpContext context) {
    this.timers = timers;
    this.limit = timeout.multipliedBy(TIMEOUTS);
    this.computing = computing;
    context.setAttribute(ATTRIBUTE, this);
    start(limit, NetworkException.Kind.SLOW);
  }

  static Deadline of(HttpContext context) {
    return (Deadline) context.getAttribute(ATTRIBUTE);
  }

  /** Starts the time to send, which {@link #extendedBy} extends. */
  void startToSend() {
    start(limit, NetworkException.Kind.SILENT);
  }

  /** Starts the time for the whole answer. */
  void startToAnswer() {
    start(limit.plus(computing), NetworkException.Kind.SLOW);
  }

  private synchronized void start(Duration time, NetworkException.Kind missed) {
    stop();
    kind = missed;
    timer =
        timers.scheduleWithFixedDelay(
            this, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Starts the time of this step again, since there is progress. */
  private synchronized void extend() {
    isExtended = true;
  }

  /** Returns a stream whose writes extend the time. */
  OutputStream extendedBy(OutputStream body) {
    return new FilterOutputStream(body) {
      @Override
      public void write(byte[] buffer, int offset, int length) throws IOException {
        out.write(buffer, offset, length);
        extend();
      }
    };
  }

  /** Ends the time: the rest may take any. */
  synchronized void stop() {
    isExtended = false;
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /** Sets what is closed when the time is over. */
  void closes(Closeable used) throws IOException {
    synchronized (this) {
      connection = used;
      if (!hasPassed) {
        return;
      }
    }
    used.close();
  }

  /** Returns what has failed if the time was over before the step; else null. */
  synchronized NetworkException.@Nullable Kind missed() {
    return hasPassed ? kind : null;
  }

  @Override
  public void run() {
    Closeable used;
    synchronized (this) {
      if (isExtended) {
        isExtended = false;
        return;
      }
      stop();
      hasPassed = true;
      used = connection;
    }
    try {
      if (used != null) {
        used.close();
      }
    } catch (IOException e) {
      // the request fails anyway
    }
  }
}
