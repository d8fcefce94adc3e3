package io.github.captainos.registry.http;

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
 * Sends requests with three additions to Apache's HTTP client: it ends an upload that stalls, it
 * reads the answer of a server that rejects an upload before its end, and it applies a {@link Pace}
 * to answers.
 */
final class RequestExecutor extends HttpRequestExecutor {
  private static final int EARLY_ANSWER_MILLIS = 1000;
  private static final int NO_SUCCESS = 300;
  private static final int LONGEST_PROXY_BODY = 16 << 10;

  private final ScheduledExecutorService timers;
  private final int timeoutMillis;

  /**
   * @param timers checks the progress of uploads
   * @param timeoutMillis how long an upload may stall
   */
  RequestExecutor(ScheduledExecutorService timers, int timeoutMillis) {
    this.timers = timers;
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

  /** Limits the body of a proxy's rejection, which the HTTP client would read completely. */
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
        beginning = body.readNBytes(LONGEST_PROXY_BODY);
        ended = body.read() < 0;
      } catch (IOException e) {
        // only the status is used
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
    if (context.getAttribute(BodyEntity.ATTRIBUTE) instanceof BodyEntity body) {
      body.sendOver(connection);
    }
    AtomicLong seen = new AtomicLong(-1);
    AtomicBoolean stalled = new AtomicBoolean();
    // twice the timeout, since reading the file may take time, too
    ScheduledFuture<?> timer =
        timers.scheduleWithFixedDelay(
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
        throw new SocketTimeoutException("the upload stalled");
      }
      HttpResponse early = earlyAnswer(connection);
      if (early == null) {
        throw e;
      }
      return early;
    } finally {
      timer.cancel(false);
    }
  }

  private static @Nullable HttpResponse earlyAnswer(HttpClientConnection connection) {
    try {
      if (connection.isOpen() && connection.isResponseAvailable(EARLY_ANSWER_MILLIS)) {
        HttpResponse answer = connection.receiveResponseHeader();
        if (answer.getStatusLine().getStatusCode() >= NO_SUCCESS) {
          connection.receiveResponseEntity(answer);
          // the rest of the request's body was not sent
          answer.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
          return answer;
        }
      }
    } catch (IOException | HttpException e) {
      // there is no early answer
    }
    return null;
  }
}
