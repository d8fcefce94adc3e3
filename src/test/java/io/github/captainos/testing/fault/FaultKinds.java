package io.github.captainos.testing.fault;

import io.github.captainos.testing.HangGuard;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The kinds of requests, and the faults of each. */
final class FaultKinds {
  static final String VERSION_CHECK = "version-check";
  static final String EXISTENCE_CHECK = "existence-check";
  static final String UPLOAD_START = "upload-start";
  static final String UPLOAD_END = "upload-end";

  /** A part of a blob, where a server accepts no larger requests. */
  static final String UPLOAD_CHUNK = "upload-chunk";

  static final String MANIFEST_PUT = "manifest-put";
  static final String MANIFEST_GET = "manifest-get";

  /** A lookup of manifests that do not exist yet, so that there is no answer to cut. */
  static final String MANIFEST_LOOKUP = "manifest-lookup";

  static final String REFERRERS_GET = "referrers-get";
  static final String BLOB_GET = "blob-get";
  static final String TOKEN_FETCH = "token-fetch";

  /** Each kind as a pattern of the request's line. */
  private static final Map<String, String> REQUESTS =
      Map.ofEntries(
          Map.entry(VERSION_CHECK, "GET /v2/ "),
          Map.entry(EXISTENCE_CHECK, "HEAD .*/blobs/"),
          Map.entry(UPLOAD_START, "POST .*/blobs/uploads/"),
          Map.entry(UPLOAD_END, "PUT .*/blobs/uploads/"),
          Map.entry(UPLOAD_CHUNK, "PATCH .*/blobs/uploads/"),
          Map.entry(MANIFEST_PUT, "PUT .*/manifests/"),
          Map.entry(MANIFEST_GET, "GET .*/manifests/"),
          Map.entry(MANIFEST_LOOKUP, "GET .*/manifests/"),
          Map.entry(REFERRERS_GET, "GET .*/referrers/"),
          Map.entry(BLOB_GET, "GET .*/blobs/sha256:"),
          Map.entry(TOKEN_FETCH, "GET /auth/token"));

  /** Where an answer does not come at all, this is waited for; an answer that comes is sooner. */
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(10);

  /** The timeout of all others. A request that takes longer on a busy machine is retried. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  static final String STALL = "stall";
  private static final String FORGOTTEN =
      "{\"errors\":[{\"code\":\"BLOB_UPLOAD_UNKNOWN\",\"message\":\"unknown\"}]}";

  private FaultKinds() {}

  /** Returns the pattern of a kind of requests. */
  static String pattern(String request) {
    return REQUESTS.get(request);
  }

  /** Returns the timeout of the client. */
  static Duration timeout(String fault) {
    return fault.equals(STALL) ? STALL_TIMEOUT : TIMEOUT;
  }

  /** A fault, its name, and the kinds of requests that it is injected into. */
  interface Injection {
    void add(String name, Fault fault, List<String> requests);
  }

  /**
   * Adds each fault, with those of the kinds of requests that have it. Where an answer does not
   * come, once for each kind: each takes a timeout, and they can be waited for side by side.
   */
  static void forEach(List<String> requests, Injection injection) {
    Map<String, List<String>> kinds = new LinkedHashMap<>();
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (String request : requests) {
      of(request)
          .forEach(
              (name, fault) -> {
                faults.put(name, fault);
                kinds.computeIfAbsent(name, unknown -> new ArrayList<>()).add(request);
              });
    }
    for (String request : kinds.remove(STALL)) {
      injection.add(STALL, faults.get(STALL), List.of(request));
    }
    kinds.forEach((name, those) -> injection.add(name, faults.get(name), those));
  }

  private static Map<String, Fault> of(String request) {
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
    switch (request) {
      case UPLOAD_END -> {
        faults.put("reset-in-body", Fault.resetInBody());
        faults.put("forgotten-upload", Fault.status(404, FORGOTTEN));
      }
      // 404 is also the answer of a registry without chunks, and more is not accepted
      case UPLOAD_CHUNK -> faults.put("reset-in-body", Fault.resetInBody());
      case MANIFEST_GET, BLOB_GET, TOKEN_FETCH -> {
        faults.put("cut-answer", Fault.cutAnswer());
        faults.put("reset-in-answer", Fault.resetInAnswer());
      }
      default -> {}
    }
    return faults;
  }

  private static String inTwoSeconds() {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        Instant.now().plusSeconds(2).atOffset(ZoneOffset.UTC));
  }
}
