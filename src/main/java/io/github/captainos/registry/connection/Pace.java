package io.github.captainos.registry.connection;

import io.github.captainos.registry.Time;
import java.io.IOException;
import java.time.Duration;
import org.apache.http.MessageConstraintException;

/**
 * The lowest rate at which an answer has to arrive, and the largest size of its head. Where only
 * silence ends a request, a server that sends one byte a second keeps it for ever.
 */
final class Pace {
  /** The name under which the one of a request is in its context, and in its connection's. */
  static final String ATTRIBUTE = "captain.pace";

  private static final long BYTES_PER_SECOND = 16 << 10;
  private static final int LONGEST_HEAD = 1 << 20;

  private final Time time;
  private final long timeoutNanos;
  private long first;
  private long bytes;
  private boolean inHead;
  private boolean free = true;

  Pace(Time time, Duration timeout) {
    this.time = time;
    this.timeoutNanos = timeout.toNanos();
  }

  /** A request was sent: what comes next is the head of its answer. */
  void expectHead() {
    bytes = 0;
    inHead = true;
    free = false;
  }

  /** The head is complete: what comes next is the body. */
  void expectBody() {
    inHead = false;
  }

  /** From now on, any pace will do. */
  void stop() {
    free = true;
  }

  /**
   * Counts what has arrived.
   *
   * @throws SlowAnswerException if it took too long: after the first byte it may take a timeout and
   *     what the size excuses, but never more than two
   * @throws MessageConstraintException if the head is too large
   */
  void received(int count) throws IOException {
    if (free) {
      return;
    }
    long now = time.nanos();
    if (bytes == 0) {
      first = now;
    }
    bytes += count;
    if (inHead && bytes > LONGEST_HEAD) {
      throw new MessageConstraintException("the head has more than " + LONGEST_HEAD + " bytes");
    }
    long excused = Math.min(Duration.ofSeconds(bytes / BYTES_PER_SECOND).toNanos(), timeoutNanos);
    if (now - first > timeoutNanos + excused) {
      throw new SlowAnswerException();
    }
  }
}
