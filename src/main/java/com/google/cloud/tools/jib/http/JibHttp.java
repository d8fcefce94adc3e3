package com.google.cloud.tools.jib.http;

import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.http.HttpTransport;
import java.io.IOException;
import java.net.URL;
import org.jspecify.annotations.Nullable;

/**
 * Sends jib's requests over a transport of the caller's choice. It stands in jib's package because
 * what is in a request, and how a response is made, is visible nowhere else; and it has to be done
 * because jib's own client repeats requests for a minute on errors of its choosing, sends
 * credentials wherever a registry leads it, and follows redirects unseen.
 */
public final class JibHttp {
  private JibHttp() {}

  /** Returns whether a request has a body. */
  public static boolean hasBody(Request request) {
    return request.getHttpContent() != null;
  }

  /** Returns what a request says of who we are, or null. */
  public static @Nullable String authorization(Request request) {
    return request.getHeaders().getAuthorization();
  }

  /**
   * Sends a request once. Redirects are not followed.
   *
   * @param transport what to send it over
   * @param authorization what says who we are, or null where the host is not to know; what the
   *     request itself says is not sent
   * @param wantsBody whether the response's body is going to be read
   * @param connectMillis how long to wait for a connection
   * @param readMillis how long to wait for the next bytes of an answer
   * @throws ResponseException if the answer's status is not 2xx
   * @throws IOException if there is no answer
   */
  public static Response send(
      HttpTransport transport,
      String method,
      URL url,
      Request request,
      @Nullable String authorization,
      boolean wantsBody,
      int connectMillis,
      int readMillis)
      throws IOException {
    HttpHeaders headers = request.getHeaders().clone().setAuthorization(authorization);
    HttpRequest http =
        transport
            .createRequestFactory()
            .buildRequest(method, new GenericUrl(url), request.getHttpContent())
            .setUseRawRedirectUrls(true)
            .setFollowRedirects(false)
            .setNumberOfRetries(0)
            .setConnectTimeout(connectMillis)
            .setReadTimeout(readMillis)
            .setHeaders(headers);
    try {
      HttpResponse response = http.execute();
      if (!wantsBody) {
        response.ignore(); // and the connection is free for the next request
      }
      return new Response(response);
    } catch (HttpResponseException e) {
      throw new ResponseException(e, false);
    }
  }
}
