package io.github.captainos.testing;

import io.github.captainos.release.Connecting;
import io.github.captainos.release.Naming;
import io.github.captainos.release.PublishRequest;
import io.github.captainos.release.Publisher;
import io.github.captainos.release.PullRequest;
import io.github.captainos.release.Puller;
import io.github.captainos.release.Setting;
import io.github.captainos.release.TagRequest;
import io.github.captainos.release.Tagger;
import io.github.captainos.release.TargetFiles;
import io.github.captainos.release.Versioning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every kind of request, spoilt in every way: what was published has to be whole all the same. */
public final class FaultMatrix {
  private static final int TIMES = 2;
  private static final int SIDE_BY_SIDE = 8;
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
    requests.put("version-check", "GET /v2/ ");
    requests.put("existence-check", "HEAD .*/blobs/");
    requests.put("upload-start", "POST .*/blobs/uploads/");
    requests.put("upload-data", "PATCH .*/blobs/uploads/");
    requests.put("upload-end", "PUT .*/blobs/uploads/");
    requests.put("manifest-put", "PUT .*/manifests/");
    requests.put("manifest-get", "GET .*/manifests/");
    requests.put("blob-get", "GET .*/blobs/");
    return requests;
  }

  private static Map<String, Fault> faults() {
    Map<String, Fault> faults = new LinkedHashMap<>();
    String inASecond =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Instant.now().plusSeconds(1).atOffset(ZoneOffset.UTC));
    faults.put("429", Fault.status(429, ""));
    faults.put("429-seconds", Fault.status(429, "slow down", "Retry-After", "1"));
    faults.put("429-date", Fault.status(429, "", "Retry-After", inASecond));
    faults.put("500-json", Fault.status(500, "{\"errors\":[{\"code\":\"UNKNOWN\"}]}"));
    faults.put("502-html", Fault.status(502, "<html>Bad Gateway</html>"));
    faults.put("503", Fault.status(503, ""));
    faults.put("504", Fault.status(504, ""));
    faults.put("reset", Fault.reset());
    faults.put("lost-answer", Fault.loseAnswer());
    faults.put("stall", Fault.stall(3000));
    return faults;
  }

  /** Which faults there are for one kind of request besides those for all. */
  private static Map<String, Fault> faultsOf(String request) {
    return switch (request) {
      case "upload-data" ->
          Map.of(
              "reset-in-body",
              Fault.resetInBody(),
              "forgotten-upload",
              Fault.status(404, FORGOTTEN));
      case "upload-end" -> Map.of("forgotten-upload", Fault.status(404, FORGOTTEN));
      case "manifest-get", "blob-get" -> Map.of("cut-answer", Fault.cutAnswer());
      default -> Map.of();
    };
  }

  /**
   * Publishes, tags and pulls once for each fault.
   *
   * @return what went wrong, a line each
   */
  public List<String> run() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);
    List<Future<String>> results = new ArrayList<>();
    for (Map.Entry<String, String> request : requests().entrySet()) {
      Map<String, Fault> faults = faults();
      faults.putAll(faultsOf(request.getKey()));
      faults.forEach(
          (name, fault) ->
              results.add(
                  threads.submit(
                      () -> survive(request.getKey() + "-" + name, request.getValue(), fault))));
    }
    threads.shutdown();
    List<String> problems = new ArrayList<>();
    for (Future<String> result : results) {
      String problem = result.get();
      if (!problem.isEmpty()) {
        problems.add(problem);
      }
    }
    System.out.println(results.size() + " faults were injected");
    return problems;
  }

  private String survive(String name, String requests, Fault fault) throws IOException {
    Path work = Files.createDirectories(directory.resolve(name));
    Files.writeString(work.resolve("amd64.iso"), "the ISO for amd64 " + name.repeat(1000));
    Files.writeString(work.resolve("arm64.iso"), "the ISO for arm64 " + name.repeat(1000));
    RemoteView images = new RemoteView(registry, home, "it/faults/" + name);
    try (FaultyProxy proxy = new FaultyProxy(registry, requests, TIMES, fault)) {
      Naming naming = naming(proxy.address(), name, work);
      Publisher.publish(
          new PublishRequest(
              naming,
              versioning(work),
              List.of(target("amd64"), target("arm64")),
              setting("all"),
              List.of("linux/amd64", "linux/arm64"),
              true,
              Map.of(),
              work,
              work.resolve("work"),
              true,
              false));
      List<String> targets = List.of("amd64", "arm64");
      Tagger.tag(new TagRequest(naming, versioning(work), targets, setting("v2"), false, false));
      Puller.pull(
          new PullRequest(
              naming,
              versioning(work),
              targets,
              setting("both"),
              null,
              work.resolve("pulled"),
              1 << 20));
      if (proxy.injected() < TIMES) {
        return name + ": injected only " + proxy.injected() + " times";
      }
    } catch (Exception e) {
      return name + ": " + e.getMessage();
    }
    return look(name, work, images);
  }

  private static String look(String name, Path work, RemoteView images) throws IOException {
    for (String file : List.of("amd64.iso", "arm64.iso")) {
      if (Files.mismatch(work.resolve(file), work.resolve("pulled").resolve(file)) >= 0) {
        return name + ": " + file + " is not what was published";
      }
    }
    if (images.manifests().size() != 9) {
      return name + ": there are " + images.manifests().size() + " manifests";
    }
    if (images.tags().size() != 6) {
      return name + ": there are the tags " + images.tags();
    }
    return "";
  }

  private static TargetFiles target(String name) {
    return new TargetFiles(name, List.of(new TargetFiles.Source(name + ".iso", null)));
  }

  private static Naming naming(String registry, String name, Path work) {
    return new Naming(
        setting(registry),
        setting("it/faults"),
        setting(name),
        work,
        Connecting.of(5, Duration.ofSeconds(1)));
  }

  private static Versioning versioning(Path work) {
    return new Versioning(setting("v1"), setting("1234567"), null, Instant.EPOCH, work);
  }

  private static Setting setting(String value) {
    return new Setting(value, "the story");
  }
}
