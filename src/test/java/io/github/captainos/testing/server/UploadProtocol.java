package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RawImage;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A conversation with a registry about uploads, to compare what registries answer. */
public final class UploadProtocol {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final byte[] BYTES = "0123456789".repeat(100).getBytes(ISO_8859_1);

  private final URI uploads;
  private final List<String> answers = new ArrayList<>();
  private URI location;

  private UploadProtocol(String registry) {
    this.uploads = URI.create("http://" + registry + "/v2/protocol/blobs/uploads/");
    this.location = uploads;
  }

  /**
   * Uploads a blob with all that can go wrong.
   *
   * @param registry {@code host:port}
   * @return the answers, each as {@code METHOD status range}
   */
  public static List<String> answers(String registry) throws IOException, InterruptedException {
    UploadProtocol protocol = new UploadProtocol(registry);
    protocol.talk();
    return protocol.answers;
  }

  private void talk() throws IOException, InterruptedException {
    send("POST", "", 0);
    URI first = location;
    send("GET", "", 0);
    send("PATCH", "0-99", 100);
    send("PATCH", "0-99", 100);
    send("PATCH", "200-299", 100);
    send("GET", "", 0);
    URI current = location;
    location = first;
    send("PATCH", "100-199", 100);
    location = current;
    sendHalf("PATCH", "100-899", 800);
    awaitRange("0-499");
    send("PATCH", "500-999", 500);
    send("PUT", "", 0, RawImage.digest(BYTES));
    send("GET", "", 0);
    location = uploads;
    send("POST", "", 0);
    sendHalf("PUT", "", 1000, RawImage.digest(BYTES));
    awaitRange("0-499");
    send("PATCH", "500-999", 500);
    send("PUT", "", 0, RawImage.digest(new byte[0]));
    send("GET", "", 0);
  }

  private URI target(String... digest) {
    return digest.length == 0 ? location : URI.create(location + "&digest=" + digest[0]);
  }

  private void send(String method, String range, int length, String... digest)
      throws IOException, InterruptedException {
    int start = range.isEmpty() ? 0 : Integer.parseInt(range.replaceFirst("-.*", ""));
    byte[] body = Arrays.copyOfRange(BYTES, start, start + length);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target(digest))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .header("Content-Type", "application/octet-stream");
    if (!range.isEmpty()) {
      request.header("Content-Range", range);
    }
    HttpResponse<Void> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding());
    Function<String, String> header = name -> answer.headers().firstValue(name).orElse("");
    boolean isProgress = answer.statusCode() / 100 == 2;
    answers.add(
        method + " " + answer.statusCode() + (isProgress ? " " + header.apply("Range") : ""));
    if (isProgress && !header.apply("Range").isEmpty()) {
      location = location.resolve(header.apply("Location"));
    }
  }

  /** Sends half of a body, and hangs up. */
  private void sendHalf(String method, String range, int length, String... digest)
      throws IOException {
    URI target = target(digest);
    try (Socket socket = new Socket(target.getHost(), target.getPort())) {
      String more = range.isEmpty() ? "" : "Content-Range: " + range + "\r\n";
      String head =
          "%s %s?%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n"
              .formatted(
                  method,
                  target.getRawPath(),
                  target.getRawQuery(),
                  target.getAuthority(),
                  more,
                  length);
      int start = range.isEmpty() ? 0 : Integer.parseInt(range.replaceFirst("-.*", ""));
      OutputStream out = socket.getOutputStream();
      out.write((head + "Content-Type: application/octet-stream\r\n\r\n").getBytes(ISO_8859_1));
      out.write(BYTES, start, length / 2);
    }
  }

  /** Waits until the registry has noticed that a client hung up. */
  private void awaitRange(String range) {
    HangGuard.await(
        "the range " + range,
        () -> {
          int before = answers.size();
          send("GET", "", 0);
          String last = answers.get(answers.size() - 1);
          answers.subList(before, answers.size()).clear();
          return last.equals("GET 204 " + range);
        });
    answers.add("GET 204 " + range);
  }
}
