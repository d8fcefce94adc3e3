package io.github.captainos.registry.connection;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.http.HttpClientConnection;
import org.apache.http.HttpEntity;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.HttpResponse;
import org.apache.http.HttpStatus;
import org.apache.http.entity.ByteArrayEntity;
import org.apache.http.protocol.HTTP;
import org.apache.http.protocol.HttpContext;
import org.apache.http.protocol.HttpRequestExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request, and does what HTTP clients leave undone: it gives up where nobody takes the
 * bytes of an upload any more, it reads the answer of a server that says no before it has read all
 * of them, and it has answers keep a {@link Pace}.
 */
final class RequestExecutor extends HttpRequestExecutor {
  private static final int EARLY_ANSWER_MILLIS = 1000;
  private static final int NO_SUCCESS = 300;
  private static final int MOST_OF_A_PROXY = 16 << 10;

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
  public HttpResponse execute(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws IOException, HttpException {
    if (connection instanceof HttpContext attributes
        && context.getAttribute(Pace.ATTRIBUTE) instanceof Pace pace) {
      pace.expectHead();
      attributes.setAttribute(Pace.ATTRIBUTE, pace);
    }
    return super.execute(request, connection, context);
  }

  /** What a proxy says besides that it does not let us pass would be read whole. */
  @Override
  protected HttpResponse doReceiveResponse(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws HttpException, IOException {
    HttpResponse response = super.doReceiveResponse(request, connection, context);
    int status = response.getStatusLine().getStatusCode();
    boolean isTunnel = request.getRequestLine().getMethod().equals("CONNECT");
    HttpEntity entity = response.getEntity();
    if (entity != null
        && (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
            || isTunnel && status >= NO_SUCCESS)) {
      byte[] beginning = new byte[0];
      boolean ended = false;
      try {
        InputStream body = entity.getContent();
        beginning = body.readNBytes(MOST_OF_A_PROXY);
        ended = body.read() < 0;
      } catch (IOException e) {
        // the status is what counts
      }
      if (!ended) {
        response.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
      }
      response.setEntity(new ByteArrayEntity(beginning));
    }
    return response;
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
              try {
                long sent = connection.getMetrics().getSentBytesCount();
                if (seen.getAndSet(sent) == sent) {
                  stalled.set(true);
                  connection.shutdown();
                }
              } catch (IOException | IllegalStateException e) {
                // it is closed already
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

  private static @Nullable HttpResponse earlyAnswer(HttpClientConnection connection) {
    try {
      if (connection.isOpen() && connection.isResponseAvailable(EARLY_ANSWER_MILLIS)) {
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
