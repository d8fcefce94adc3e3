package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A registry behind an {@link UploadServer}.
 *
 * @param registry {@code host:port}
 */
record Upstream(String registry) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int CREATED = 201;

  /** Passes a request on, and its answer back, after which the connection is to be closed. */
  void forward(UploadServer.Request request, InputStream body, OutputStream answer)
      throws IOException {
    String[] address = registry.split(":");
    try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
      String head = request.head().replaceAll("(?im)^Connection:[^\r]*\r\n", "");
      OutputStream out = socket.getOutputStream();
      out.write(head.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1));
      out.write(body.readNBytes(Math.toIntExact(request.length())));
      socket.getInputStream().transferTo(answer);
    }
  }

  /** Stores a blob. */
  void store(String repository, String digest, byte[] bytes) throws IOException {
    URI start = URI.create("http://" + registry + "/v2/" + repository + "/blobs/uploads/");
    HttpRequest post =
        HttpRequest.newBuilder(start).POST(HttpRequest.BodyPublishers.noBody()).build();
    String location = send(post).headers().firstValue("Location").orElseThrow();
    String url = location + (location.contains("?") ? "&" : "?") + "digest=" + digest;
    HttpRequest put =
        HttpRequest.newBuilder(start.resolve(url))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
            .build();
    HttpResponse<Void> stored = send(put);
    if (stored.statusCode() != CREATED) {
      throw new IOException("the registry answered " + stored.statusCode());
    }
  }

  private static HttpResponse<Void> send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
