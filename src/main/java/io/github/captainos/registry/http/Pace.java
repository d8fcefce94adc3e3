package io.github.captainos.registry.http;

import io.github.captainos.registry.Time;
import java.io.IOException;
import java.time.Duration;
import org.apache.http.ConnectionClosedException;
import org.apache.http.MessageConstraintException;

/**
 * The minimum rate of an answer, the maximum size of its head, and how it begins. With a socket
 * timeout alone, a server that sends one byte a second would never be interrupted.
 */
final class Pace {
  /** The attribute of a request's context, and of its connection's, that has the request's pace. */
  static final String ATTRIBUTE = "captain.pace";

  private static final long BYTES_PER_SECOND = 16 << 10;
  private static final int LONGEST_HEAD = 1 << 20;

  /** The beginning of a status line: RFC 9112, section 4. */
  private static final String HTTP = "HTTP/";

  private static final int STATUS = "HTTP/1.1 ".length();

  private final Time time;
  private final long timeoutNanos;
  private long first;
  private long bytes;
  private char status;
  private boolean isHttp;
  private boolean inHead;
  private boolean unlimited = true;

  Pace(Time time, Duration timeout) {
    this.time = time;
    this.timeoutNanos = timeout.toNanos();
  }

  /** Begins with the head of an answer, after a request was sent. */
  void expectHead() {
    bytes = 0;
    status = 0;
    isHttp = true;
    inHead = true;
    unlimited = false;
  }

  /** Begins with the body, after the head is complete. */
  void expectBody() {
    inHead = false;
  }

  /** Ends the checks. */
  void stop() {
    unlimited = true;
  }

  /** Returns whether an answer has begun whose status is neither 1xx nor 2xx. */
  boolean isRefusal() {
    return status > '2';
  }

  /**
   * Counts bytes that were received.
   *
   * @throws SlowAnswerException if the answer is too slow: after the first byte it may take one
   *     timeout and the time that its size allows, at most two timeouts in all
   * @throws MessageConstraintException if the head is too large
   */
  void received(byte[] buffer, int offset, int count) throws IOException {
    if (unlimited) {
      return;
    }
    long now = time.nanos();
    if (bytes == 0) {
      first = now;
    }
    if (bytes <= STATUS && bytes + count > STATUS) {
      status = (char) buffer[offset + STATUS - (int) bytes];
    }
    for (int i = 0; i < count && bytes + i < HTTP.length(); i++) {
      isHttp &= buffer[offset + i] == HTTP.charAt((int) bytes + i);
    }
    bytes += count;
    if (inHead && bytes > LONGEST_HEAD) {
      throw new MessageConstraintException("the head has more than " + LONGEST_HEAD + " bytes");
    }
    long allowed = Math.min(Duration.ofSeconds(bytes / BYTES_PER_SECOND).toNanos(), timeoutNanos);
    if (now - first > timeoutNanos + allowed) {
      throw new SlowAnswerException();
    }
  }

  /**
   * Is told that the server has closed the connection. An incomplete head would be used as it is,
   * without the headers that are missing.
   *
   * @throws ConnectionClosedException if it has done so within the head of an answer
   */
  void closed() throws ConnectionClosedException {
    if (inHead && bytes > 0 && isHttp) {
      throw new ConnectionClosedException("closed within the head of an answer");
    }
  }
}
