package io.github.captainos.testing;

import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.ConnectionSettings;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every kind of request, spoilt in every way: what was published has to be whole all the same. */
public final class FaultMatrix {
  private static final int TIMES = 2;

  /** Nearly all of the time is pauses. */
  private static final int SIDE_BY_SIDE = 16;

  private static final int RETRIES = 5;
  private static final int PARALLELISM = 4;

  /** Where an answer does not come at all, this is waited for; an answer that comes is sooner. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(10);

  /** The timeout of all others. A request that takes longer on a busy machine is retried. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private static final String STALL = "stall";
  private static final String REPOSITORY = "it/faults";
  private static final String USER = "captain";
  private static final String PASSWORD = "secret-of-the-story";
  private static final String VERSION_CHECK = "version-check";
  private static final String TOKEN_FETCH = "token-fetch";
  private static final String FORGOTTEN =
      "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\",\"message\":\"unknown\"}]}";

  private final Path directory;
  private final String registry;
  private final String home;

  /**
   * @param directory for files
   * @param registry a real one, {@code host:port}
   * @param home the directory with the registry's storage and its access log
   */
  public FaultMatrix(Path directory, String registry, String home) {
    this.directory = directory;
    this.registry = registry;
    this.home = home;
  }

  /** Returns the kinds of requests, each as a pattern of the request's line. */
  private static Map<String, String> requests() {
    Map<String, String> requests = new LinkedHashMap<>();
    requests.put(VERSION_CHECK, "GET /v2/ ");
    requests.put("existence-check", "HEAD .*/blobs/");
    requests.put("upload-start", "POST .*/blobs/uploads/");
    requests.put("upload-end", "PUT .*/blobs/uploads/");
    requests.put("manifest-put", "PUT .*/manifests/");
    requests.put("manifest-get", "GET .*/manifests/");
    requests.put("blob-get", "GET .*/blobs/");
    requests.put(TOKEN_FETCH, "GET /auth/token");
    return requests;
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    faults.put("429", Fault.status(429, ""));
    faults.put("429-seconds", Fault.status(429, "slow down", "Retry-After", "1"));
    // a date in the future, seen from when it is sent
    faults.put(
        "429-date",
        exchange -> Fault.status(429, "", "Retry-After", inTwoSeconds()).spoil(exchange));
    faults.put("500-json", Fault.status(500, "{\"errors\":[{\"code\":\"UNKNOWN\"}]}"));
    faults.put("502-html", Fault.status(502, "<html>Bad Gateway</html>"));
    faults.put("503", Fault.status(503, ""));
    faults.put("504", Fault.status(504, ""));
    faults.put("reset", Fault.reset());
    faults.put("lost-answer", Fault.loseAnswer());
    faults.put(STALL, Fault.stall(HangGuard.TIMEOUT.toMillis()));
    return faults;
  }

  private static String inTwoSeconds() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(2).atOffset(ZoneOffset.UTC));
  }

  /** Which faults there are for one kind of request besides those for all. */
  private static Map<String, Fault> faultsOf(String request) {
    return switch (request) {
      case "upload-end" ->
          Map.of(
              "reset-in-body",
              Fault.resetInBody(),
              "forgotten-upload",
              Fault.status(404, FORGOTTEN));
      case "manifest-get", "blob-get", TOKEN_FETCH ->
          Map.of("cut-answer", Fault.cutAnswer(), "reset-in-answer", Fault.resetInAnswer());
      default -> Map.of();
    };
  }

  /**
   * Where to publish.
   *
   * @param tokenServer who gives tokens, or anybody where the registry wants none
   */
  private record Site(
      RemoteView images, String registry, String tokenServer, ConnectionSettings connecting) {}

  /**
   * Publishes, tags and pulls once for each fault.
   *
   * @return what went wrong, a line each
   */
  public List<String> run() throws Exception {
    SigningKey key = SigningKey.make(directory.resolve("key"));
    try (TokenServer tokens = TokenServer.start(key, USER, PASSWORD);
        Distribution guarded =
            Distribution.start(directory.resolve("registry"), tokens.configuration(true))) {
      List<Callable<String>> cases = new ArrayList<>();
      requests()
          .forEach(
              (request, pattern) -> {
                Map<String, Fault> faults = faults();
                faults.putAll(faultsOf(request));
                faults.forEach(
                    (fault, injected) -> {
                      String name = request + "-" + fault;
                      Duration timeout = fault.equals(STALL) ? STALL_TIMEOUT : TIMEOUT;
                      Site site =
                          request.equals(TOKEN_FETCH)
                              ? guarded(guarded, tokens, name, timeout)
                              : open(name, timeout);
                      // those that take longest are first
                      cases.add(
                          fault.equals(STALL) ? 0 : cases.size(),
                          () -> survive(name, pattern, TIMES, injected, site));
                    });
                if (!Set.of(VERSION_CHECK, TOKEN_FETCH).contains(request)) {
                  String name = request + "-expired-login";
                  Site site = guarded(guarded, tokens, name, TIMEOUT);
                  // once: who is refused with a fresh login is refused for good
                  cases.add(() -> survive(name, pattern, 1, Fault.forgetLogin(), site));
                }
              });
      return problems(cases);
    }
  }

  private Site open(String name, Duration timeout) {
    return new Site(
        new RemoteView(registry, home, REPOSITORY + "/" + name),
        registry,
        registry,
        ConnectionSettings.of(RETRIES, timeout));
  }

  private static Site guarded(
      Distribution registry, TokenServer tokens, String name, Duration timeout) {
    RemoteView images =
        new RemoteView(registry.address(), registry.home().toString(), REPOSITORY + "/" + name);
    ConnectionSettings asCaptain =
        new ConnectionSettings(
            PARALLELISM,
            false,
            new RegistryOptions(
                RETRIES,
                timeout,
                new PasswordAuthentication(USER, PASSWORD.toCharArray()),
                "",
                null,
                false,
                ProxySelector.getDefault(),
                new Authenticator() {}));
    return new Site(images.with(tokens), registry.address(), tokens.address(), asCaptain);
  }

  private static List<String> problems(List<Callable<String>> cases) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    List<String> problems = new ArrayList<>();
    try {
      for (Future<String> result : threads.invokeAll(cases)) {
        problems.add(result.get());
      }
    } finally {
      threads.shutdown();
    }
    problems.removeIf(String::isEmpty);
    System.out.println(cases.size() + " faults were injected");
    return problems;
  }

  private String survive(String name, String requests, int times, Fault fault, Site site)
      throws IOException {
    MiniatureRelease release = new MiniatureRelease(REPOSITORY, name, directory.resolve(name));
    try (FaultyProxy proxy =
        new FaultyProxy(site.registry(), site.tokenServer(), requests, times, fault)) {
      release.run(proxy.address(), site.connecting());
      if (proxy.injected() < times) {
        return name + ": injected only " + proxy.injected() + " times";
      }
    } catch (Exception e) {
      return name + ": " + e.getMessage();
    }
    String problem = release.problem(site.images());
    return problem.isEmpty() ? "" : name + ": " + problem;
  }
}
