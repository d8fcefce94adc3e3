package io.github.captainos.registry.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
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
 * Sends requests with three additions to Apache's HTTP client: the {@link Deadline}, the answer of
 * a server that refuses an upload before its end, and a limit for the body of a proxy's refusal.
 */
final class RequestExecutor extends HttpRequestExecutor {
  private static final int EARLY_ANSWER_MILLIS = 1000;
  private static final int MAX_PROXY_BODY = 16 << 10;

  @Override
  protected @Nullable HttpResponse doSendRequest(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws IOException, HttpException {
    Deadline deadline = Deadline.of(context);
    deadline.closes(connection::shutdown);
    deadline.startToSend();
    BodyEntity body = BodyEntity.of(context);
    if (body != null) {
      body.sendOver(connection);
    }
    try {
      super.doSendRequest(request, connection, context);
    } catch (SocketException e) {
      if (body == null || deadline.missed() != null || !isRefused(body)) {
        throw e;
      }
    }
    deadline.startToAnswer();
    return null;
  }

  private static boolean isRefused(BodyEntity body) {
    try {
      return body.isRefused(EARLY_ANSWER_MILLIS);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  protected HttpResponse doReceiveResponse(
      HttpRequest request, HttpClientConnection connection, HttpContext context)
      throws HttpException, IOException {
    BodyEntity body = BodyEntity.of(context);
    HttpResponse early = body == null ? null : body.answer();
    if (early != null) {
      connection.receiveResponseEntity(early);
      // the rest of the request's body may not have been sent
      early.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
      return early;
    }
    HttpResponse response = super.doReceiveResponse(request, connection, context);
    int status = response.getStatusLine().getStatusCode();
    boolean isTunnel = request.getRequestLine().getMethod().equals("CONNECT");
    if (status == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED
        || isTunnel && status >= HttpStatus.SC_MULTIPLE_CHOICES) {
      limitBody(response);
    }
    return response;
  }

  /** Limits the body of a proxy's refusal, which the HTTP client would read completely. */
  private static void limitBody(HttpResponse response) {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return;
    }
    byte[] beginning = new byte[0];
    boolean ended = false;
    try {
      InputStream body = entity.getContent();
      beginning = body.readNBytes(MAX_PROXY_BODY);
      ended = body.read() < 0;
    } catch (IOException e) {
      // only the status is used
    }
    if (!ended) {
      response.setHeader(HTTP.CONN_DIRECTIVE, HTTP.CONN_CLOSE);
    }
    response.setEntity(new ByteArrayEntity(beginning));
  }
}
