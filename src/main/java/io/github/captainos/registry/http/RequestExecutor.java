package io.github.captainos.registry.http;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request, and does two things that HTTP clients leave undone: it gives up where nobody
 * takes the bytes of an upload any more, and it hears out a server that says no before it has read
 * all of them.
 */
final class RequestExecutor extends HttpRequestExecutor {
  private static final int PATIENCE_FOR_EARLY_ANSWER_MILLIS = 1000;
  private static final int NO_SUCCESS = 300;

  private final ScheduledExecutorService watch;
  private final int timeoutMillis;

  /**
   * @param watch where to look at the connections from
   * @param timeoutMillis how long a connection may take no bytes
   */
  RequestExecutor(ScheduledExecutorService watch, int timeoutMillis) {
    this.watch = watch;
    this.timeoutMillis = timeoutMillis;
  }

  @Override
  protected @Nullable HttpResponse doSendRequest(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws IOException, HttpException {
    AtomicLong seen = new AtomicLong(-1);
    AtomicBoolean stalled = new AtomicBoolean();
    // twice the time: that nothing is sent may also be the file's fault, which is read meanwhile
    ScheduledFuture<?> watcher =
        watch.scheduleWithFixedDelay(
            () -> {
              long sent = connection.getMetrics().getSentBytesCount();
              if (seen.getAndSet(sent) == sent) {
                stalled.set(true);
                shutDown(connection);
              }
            },
            timeoutMillis,
            2L * timeoutMillis,
            TimeUnit.MILLISECONDS);
    try {
      return super.doSendRequest(request, connection, context);
    } catch (SocketException e) {
      if (stalled.get()) {
        throw new SocketTimeoutException("nobody took the bytes of the upload");
      }
      HttpResponse early = earlyAnswer(connection);
      if (early == null) {
        throw e;
      }
      return early;
    } finally {
      watcher.cancel(false);
    }
  }

  private static void shutDown(HttpClientConnection connection) {
    try {
      connection.shutdown();
    } catch (IOException e) {
      // that is what was wanted
    }
  }

  private static @Nullable HttpResponse earlyAnswer(HttpClientConnection connection) {
    try {
      if (connection.isOpen() && connection.isResponseAvailable(PATIENCE_FOR_EARLY_ANSWER_MILLIS)) {
        HttpResponse answer = connection.receiveResponseHeader();
        if (answer.getStatusLine().getStatusCode() >= NO_SUCCESS) {
          connection.receiveResponseEntity(answer);
          return answer;
        }
      }
    } catch (IOException | HttpException e) {
      // then there is none
    }
    return null;
  }
}
