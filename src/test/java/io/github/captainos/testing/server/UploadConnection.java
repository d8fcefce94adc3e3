package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.captainos.testing.server.UploadServer.Request;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection of a client to an {@link UploadServer}, which answers its requests. */
final class UploadConnection {
  private static final Pattern UPLOAD =
      Pattern.compile("(/v2/(.+)/blobs/uploads/)(\\d+)?(?:\\?.*?state=(\\d+))?.*");

  private final UploadServer server;
  private final Socket client;
  private final int number;
  private final InputStream in;
  private long left;

  UploadConnection(UploadServer server, Socket client, int number) throws IOException {
    this.server = server;
    this.left = server.cut;
    this.client = client;
    this.number = number;
    this.in = new BufferedInputStream(client.getInputStream());
  }

  /** Returns whether the connection stays open. */
  boolean serve() throws IOException {
    StringBuilder head = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.append((char) next);
      if (next == '\n' && head.toString().endsWith("\r\n\r\n")) {
        return answer(request(head.toString()));
      }
    }
    return false;
  }

  private Request request(String head) {
    String[] line = head.split(" ", 3);
    Request request = new Request(number, line[0], line[1], head, 0);
    String length = request.header("Content-Length");
    return new Request(
        number, line[0], line[1], head, length.equals("none") ? 0 : Long.parseLong(length));
  }

  private boolean answer(Request request) throws IOException {
    server.requests.add(request);
    String refusal = server.rule.refusal(request);
    if (!refusal.isEmpty()) {
      if (refusal.startsWith("2")) {
        skip(request);
      }
      send(refusal, "Connection: close");
      in.transferTo(OutputStream.nullOutputStream()); // else the answer might be lost
      return false;
    }
    Matcher upload = UPLOAD.matcher(request.path());
    if (!upload.matches() && server.upstream != null) {
      server.upstream.forward(request, in, client.getOutputStream());
      server.received.addAndGet(request.length());
      return false;
    }
    if (!upload.matches()) {
      byte[] blob = server.blobs.get(request.path().replaceFirst(".*/blobs/", ""));
      boolean isFound = blob != null || request.path().equals("/v2/");
      answer(isFound ? "200 OK" : "404 Not Found", blob == null ? 0 : blob.length, "X: none");
    } else if (request.method().equals("POST")) {
      String id = Integer.toString(server.requests.size());
      server.uploads.put(id, new ByteArrayOutputStream());
      send("202 Accepted", location(upload.group(1), id), "Range: 0-0", server.startHeader);
    } else {
      return upload(request, upload);
    }
    return !request.header("Connection").equalsIgnoreCase("close");
  }

  private boolean upload(Request request, Matcher path) throws IOException {
    String id = path.group(3);
    ByteArrayOutputStream bytes = id == null ? null : server.uploads.get(id);
    if (bytes == null) {
      return answerUnknown(request);
    }
    // how much of a request has arrived is only known when its connection has ended
    synchronized (bytes) {
      return server.uploads.get(id) == bytes
          ? upload(request, path, id, bytes)
          : answerUnknown(request);
    }
  }

  private boolean answerUnknown(Request request) throws IOException {
    skip(request);
    send("404 Not Found", "X: none");
    return true;
  }

  private boolean upload(Request request, Matcher path, String id, ByteArrayOutputStream bytes)
      throws IOException {
    String state = path.group(4);
    String start = request.header("Content-Range").replaceFirst("-.*", "");
    String size = Integer.toString(bytes.size());
    if (request.method().equals("GET")) {
      send("204 No Content", location(path.group(1), id), range(request, bytes));
      return true;
    }
    if (!size.equals(state) || !start.equals("none") && !start.equals(size)) {
      skip(request);
      send("416 Range Not Satisfiable", location(path.group(1), id), range(request, bytes));
      return true;
    }
    boolean isEnded = request.length() > server.longest;
    int before = bytes.size();
    boolean isReceived = receive(isEnded ? server.longest : request.length(), bytes);
    if (isEnded && bytes.size() - before > server.kept) {
      byte[] all = bytes.toByteArray();
      bytes.reset();
      bytes.write(all, 0, before + server.kept);
    }
    if (server.isForgetful && (isEnded || !isReceived)) {
      server.uploads.remove(id);
    }
    if (!isReceived) {
      client.setSoLinger(true, 0); // a reset
      return false;
    }
    if (isEnded) {
      send(server.ending, "Connection: close");
      in.transferTo(OutputStream.nullOutputStream()); // else the answer might be lost
      return false;
    }
    if (request.method().equals("PATCH")) {
      send("202 Accepted", location(path.group(1), id), range(request, bytes));
    } else {
      String digest = request.path().replaceFirst(".*digest=", "");
      boolean isRight = server.isRight(digest, bytes.toByteArray());
      if (isRight) {
        server.uploads.remove(id); // it is kept otherwise
      }
      if (isRight && server.upstream != null) {
        server.upstream.store(path.group(2), digest, bytes.toByteArray());
      } else if (isRight) {
        server.blobs.put(digest, bytes.toByteArray());
      }
      send(isRight ? "201 Created" : "400 Bad Request", server.digestHeader.apply(digest));
    }
    return !request.header("Connection").equalsIgnoreCase("close");
  }

  private void skip(Request request) throws IOException {
    in.skipNBytes(request.length());
    server.received.addAndGet(request.length());
  }

  /** Returns whether all of it has arrived. */
  private boolean receive(long length, ByteArrayOutputStream bytes) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (long missing = length; missing > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(Math.min(missing, left), piece.length));
      if (read <= 0) {
        return false;
      }
      bytes.write(piece, 0, read);
      server.received.addAndGet(read);
      missing -= read;
      left -= read;
    }
    return true;
  }

  private String location(String path, String id) {
    return "Location: " + path + id + "?state=" + server.uploads.get(id).size();
  }

  private String range(Request request, ByteArrayOutputStream bytes) {
    return "Range: " + server.range.range(request, Math.max(0, bytes.size() - 1));
  }

  private void send(String status, String... headers) throws IOException {
    answer(status, 0, headers);
  }

  private void answer(String status, int size, String... headers) throws IOException {
    String length = status.startsWith("204") ? "X: none" : "Content-Length: " + size;
    String head = "HTTP/1.1 " + status + "\r\n" + length + "\r\n";
    String more = String.join("\r\n", Arrays.asList(headers));
    client.getOutputStream().write((head + more + "\r\n\r\n").getBytes(ISO_8859_1));
  }
}
