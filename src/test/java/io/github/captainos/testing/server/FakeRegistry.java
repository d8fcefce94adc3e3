package io.github.captainos.testing.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.captainos.testing.image.RawImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A registry in memory that takes whatever it gets: it checks no digest. A test can answer some of
 * the requests itself, and say what the registry can do.
 */
public final class FakeRegistry implements AutoCloseable {
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(blobs/uploads|blobs|manifests|referrers|tags)/([^/]*)");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, Manifest> manifests = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger uploads = new AtomicInteger();
  private volatile boolean mounting = true;
  private volatile boolean listingReferrers;
  private volatile boolean namingSubjects = true;
  private volatile Script script = (line, exchange) -> false;

  private record Manifest(String mediaType, byte[] bytes, String digest) {}

  /** Answers some of the requests. */
  public interface Script {
    /**
     * @param line the request, as in {@code GET /v2/os/manifests/v1}, with its query
     * @return whether it was answered
     */
    boolean answer(String line, HttpExchange exchange) throws IOException;
  }

  private FakeRegistry(HttpServer server) {
    this.server = server;
  }

  /** Starts an empty one. */
  public static FakeRegistry start() throws IOException {
    HttpServer server = LocalServers.create();
    FakeRegistry registry = new FakeRegistry(server);
    server.setExecutor(registry.threads);
    server.createContext("/v2/", registry::answer);
    server.start();
    return registry;
  }

  /** Returns {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers some requests from now on. */
  public void answerWith(Script own) {
    script = own;
  }

  /** Answers 202 to each request to mount from now on. */
  public void mountNothing() {
    mounting = false;
  }

  /** Has the referrers API from now on. */
  public void listReferrers() {
    listingReferrers = true;
  }

  /** Has no header with the subject in the answer to a manifest that has one. */
  public void nameNoSubjects() {
    namingSubjects = false;
  }

  /** Returns the requests so far that begin with this, with their queries. */
  public List<String> requests(String prefix) {
    return requests.stream().filter(line -> line.startsWith(prefix)).toList();
  }

  /** Forgets the requests so far. */
  public void forgetRequests() {
    requests.clear();
  }

  /** Returns the tags of a repository, sorted. */
  public List<String> tags(String repository) {
    List<String> tags = new ArrayList<>();
    for (String key : new TreeSet<>(manifests.keySet())) {
      if (key.startsWith(repository + "@") && !key.contains("sha256:")) {
        tags.add(key.substring(repository.length() + 1));
      }
    }
    return tags;
  }

  /** Returns a manifest's bytes as text, or "none". */
  public String manifest(String repository, String reference) {
    Manifest found = manifests.get(repository + "@" + reference);
    return found == null ? "none" : new String(found.bytes(), UTF_8);
  }

  /** Stores a manifest. */
  public void put(String repository, String reference, String mediaType, String manifest) {
    byte[] bytes = manifest.getBytes(UTF_8);
    Manifest stored = new Manifest(mediaType, bytes, RawImage.digest(bytes));
    manifests.put(repository + "@" + reference, stored);
    manifests.put(repository + "@" + stored.digest(), stored);
  }

  /** Deletes a manifest, but not what refers to it. */
  public void delete(String repository, String reference) {
    manifests.remove(repository + "@" + reference);
  }

  /** Stores a blob, under a digest that need not be its own. */
  public void put(String repository, String digest, byte[] blob) {
    blobs.put(repository + "@" + digest, blob);
  }

  /** Returns the digests under which a repository has blobs, with those of the blobs' bytes. */
  public Map<String, String> blobs(String repository) {
    Map<String, String> own = new TreeMap<>();
    blobs.forEach(
        (key, blob) -> {
          if (key.startsWith(repository + "@")) {
            own.put(key.substring(repository.length() + 1), RawImage.digest(blob));
          }
        });
    return own;
  }

  /** Returns a blob as text. */
  public String blob(String repository, String digest) {
    return new String(Objects.requireNonNull(blobs.get(repository + "@" + digest)), UTF_8);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(line);
    try (exchange) {
      if (!script.answer(line, exchange)) {
        answer(exchange, PATH.matcher(exchange.getRequestURI().getPath()));
      }
    }
  }

  private void answer(HttpExchange exchange, Matcher path) throws IOException {
    if (!path.matches()) {
      send(exchange, 200, "{}".getBytes(UTF_8));
      return;
    }
    String key = path.group(1) + "@" + path.group(3);
    String method = exchange.getRequestMethod();
    switch (path.group(2)) {
      case "blobs" -> blob(exchange, key);
      case "manifests" -> {
        if (method.equals("PUT")) {
          store(exchange, path.group(1), path.group(3));
        } else {
          manifest(exchange, key);
        }
      }
      case "referrers" -> referrers(exchange, path.group(1), path.group(3));
      case "tags" -> tags(exchange, path.group(1));
      default -> {
        if (method.equals("PUT")) {
          put(path.group(1), parameter(exchange, "digest"), body(exchange));
          send(exchange, 201, new byte[0]);
        } else if (method.equals("GET")) {
          exchange.getResponseHeaders().set("Range", "0-0");
          send(exchange, 204, new byte[0]);
        } else {
          beginUpload(exchange, path.group(1));
        }
      }
    }
  }

  private void beginUpload(HttpExchange exchange, String repository) throws IOException {
    String mount = parameter(exchange, "mount");
    byte[] mounted = blobs.get(parameter(exchange, "from") + "@" + mount);
    if (mounting && mounted != null) {
      put(repository, mount, mounted);
      exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/" + mount);
      send(exchange, 201, new byte[0]);
      return;
    }
    String upload = "/v2/" + repository + "/blobs/uploads/" + uploads.incrementAndGet();
    exchange.getResponseHeaders().set("Location", upload);
    send(exchange, 202, new byte[0]);
  }

  private void blob(HttpExchange exchange, String key) throws IOException {
    byte[] blob = blobs.get(key);
    send(exchange, blob == null ? 404 : 200, blob == null ? new byte[0] : blob);
  }

  private void manifest(HttpExchange exchange, String key) throws IOException {
    Manifest manifest = manifests.get(key);
    if (manifest != null) {
      exchange.getResponseHeaders().set("Content-Type", manifest.mediaType());
    }
    send(exchange, manifest == null ? 404 : 200, manifest == null ? new byte[0] : manifest.bytes());
  }

  private void store(HttpExchange exchange, String repository, String reference)
      throws IOException {
    String body = new String(body(exchange), UTF_8);
    put(repository, reference, exchange.getRequestHeaders().getFirst("Content-Type"), body);
    Matcher subject = SUBJECT.matcher(body);
    if (listingReferrers && namingSubjects && subject.find()) {
      exchange.getResponseHeaders().set("OCI-Subject", subject.group(1));
    }
    send(exchange, 201, new byte[0]);
  }

  private static final Pattern SUBJECT =
      Pattern.compile("\"subject\":\\{[^}]*\"digest\":\"(sha256:[0-9a-f]{64})\"");

  private void referrers(HttpExchange exchange, String repository, String subject)
      throws IOException {
    if (!listingReferrers) {
      send(exchange, 404, new byte[0]);
      return;
    }
    List<String> entries = new ArrayList<>();
    manifests.forEach(
        (key, manifest) -> {
          Matcher found = SUBJECT.matcher(new String(manifest.bytes(), UTF_8));
          if (key.equals(repository + "@" + manifest.digest())
              && found.find()
              && found.group(1).equals(subject)) {
            entries.add(
                "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                    .formatted(manifest.mediaType(), manifest.digest(), manifest.bytes().length));
          }
        });
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.index.v1+json");
    send(
        exchange,
        200,
        ("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}")
            .getBytes(UTF_8));
  }

  /** Sends the tags after {@code last}, at most {@code n} of them, and names the next page. */
  private void tags(HttpExchange exchange, String repository) throws IOException {
    String number = parameter(exchange, "n");
    String last = parameter(exchange, "last");
    List<String> left = tags(repository).stream().filter(tag -> tag.compareTo(last) > 0).toList();
    int count = number.isEmpty() ? left.size() : Math.min(Integer.parseInt(number), left.size());
    if (tags(repository).isEmpty()) {
      send(exchange, 404, new byte[0]);
      return;
    }
    if (count < left.size()) {
      String next = "tags/list?n=" + number + "&last=" + left.get(count - 1);
      exchange
          .getResponseHeaders()
          .set("Link", "</v2/" + repository + "/" + next + ">; rel=\"next\"");
    }
    send(exchange, 200, tagList(left.subList(0, count)).getBytes(UTF_8));
  }

  /** Returns an answer with tags. */
  public static String tagList(List<String> tags) {
    return "{\"name\":\"os\",\"tags\":["
        + tags.stream().map(tag -> '"' + tag + '"').collect(Collectors.joining(","))
        + "]}";
  }

  private static byte[] body(HttpExchange exchange) throws IOException {
    long length = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (body.length != length) {
      throw new IOException("the client hung up");
    }
    return body;
  }

  private static String parameter(HttpExchange exchange, String name) {
    String query = exchange.getRequestURI().getQuery();
    return Arrays.stream(query == null ? new String[0] : query.split("&"))
        .filter(parameter -> parameter.startsWith(name + "="))
        .map(parameter -> parameter.substring(name.length() + 1))
        .findFirst()
        .orElse("");
  }

  /** Sends a whole answer. */
  public static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    if (isHead) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
    }
    exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
    if (!isHead && body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /** Sends half of an answer, and hangs up. */
  public static void sendHalf(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body, 0, body.length / 2);
    exchange.getResponseBody().flush();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
