package io.github.captainos.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.Location;
import io.github.captainos.registry.http.RegistryHttp;
import io.github.captainos.registry.http.Request;
import io.github.captainos.registry.http.Response;
import io.github.captainos.registry.http.StatusException;
import io.github.captainos.support.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The list of the tags of a repository, which a registry sends in pages.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-tags">OCI
 *     Distribution Specification: listing tags</a>
 */
final class RemoteTags {
  /** The number of tags to ask for. Many registries refuse a larger number. */
  private static final int PAGE = 1000;

  /**
   * Of pages in a row without a tag that is not known, as in a list that leads back to an earlier
   * page. A registry that filters a page after it has read it, or whose tags were just deleted,
   * sends some.
   */
  private static final int MAX_PAGES_WITHOUT_NEW_TAGS = 10;

  private static final int MAX_TAGS = 100_000;

  /** For all pages together: so many tags take less, even in small pages of a slow registry. */
  private static final Duration MAX_DURATION = Duration.ofMinutes(5);

  /** In characters. */
  private static final int MAX_TAG_LENGTH = 128;

  private static final String REPORT =
      " List the tags with another program, and report this to whoever runs the registry";

  private final RegistryHttp http;
  private final RegistryCalls calls;
  private final URL base;
  private final Time time;

  /**
   * @param http sends the requests
   * @param calls retries them
   * @param base the URL of the repository
   * @param time the clock
   */
  RemoteTags(RegistryHttp http, RegistryCalls calls, URL base, Time time) {
    this.http = http;
    this.calls = calls;
    this.base = base;
    this.time = time;
  }

  /**
   * A part of the list.
   *
   * @param tags the tags
   * @param next the URL of the next part, or null if the registry names none
   */
  private record Page(List<String> tags, @Nullable URL next) {}

  /**
   * Returns all tags.
   *
   * @return the tags, each once; empty if the repository does not exist
   * @throws IOException if a request fails, or if the registry does not list all of them
   */
  Optional<List<String>> all() throws IOException {
    long begun = time.nanos();
    Optional<Page> first = first(url("?n=" + PAGE));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Set<String> tags = new LinkedHashSet<>();
    Page page = first.get();
    boolean namesPages = false;
    int withoutNew = 0;
    while (true) {
      boolean hasNew = tags.addAll(page.tags());
      withoutNew = hasNew ? 0 : withoutNew + 1;
      namesPages |= page.next() != null;
      if (tags.size() > MAX_TAGS) {
        throw new RegistryException("the repository has more than " + MAX_TAGS + " tags");
      }
      URL next = namesPages || !hasNew ? page.next() : after(page.tags());
      if (next == null) {
        return Optional.of(List.copyOf(tags));
      }
      if (withoutNew == MAX_PAGES_WITHOUT_NEW_TAGS) {
        throw incomplete(
            "does not end: its last "
                + withoutNew
                + " pages have no new tag, and the header Link of each leads to another page."
                + REPORT);
      }
      if (time.nanos() - begun > MAX_DURATION.toNanos()) {
        throw incomplete(
            "is not complete after "
                + MAX_DURATION.toMinutes()
                + " minutes and "
                + tags.size()
                + " tags."
                + REPORT);
      }
      page = calls.call(attempt -> send(next));
    }
  }

  /**
   * Returns the URL of the page after these tags, for registries that do not name it; null if there
   * is none.
   */
  private @Nullable URL after(List<String> tags) throws IOException {
    return tags.size() == PAGE
        ? url(
            "?n=" + PAGE + "&last=" + URLEncoder.encode(tags.get(PAGE - 1), StandardCharsets.UTF_8))
        : null;
  }

  private URL url(String query) throws IOException {
    return new URL(base, "tags/list" + query);
  }

  /** Returns the first page; a registry that refuses the number of tags is asked without it. */
  private Optional<Page> first(URL url) throws IOException {
    return calls.call(
        attempt -> {
          try {
            return Optional.of(send(url));
          } catch (StatusException e) {
            if (e.isNotFound()) {
              return Optional.<Page>empty();
            }
            if (e.status() == HttpURLConnection.HTTP_BAD_REQUEST) {
              return Optional.of(send(url("")));
            }
            throw e;
          }
        });
  }

  private Page send(URL url) throws IOException {
    Request request = Request.of("GET", url).withHeader("Accept", "application/json");
    try (Response response = http.send(request)) {
      Optional<String> link = LinkHeader.target(response.headers("Link"), "next");
      return new Page(
          tags(response), link.isEmpty() ? null : Location.of(response.url(), link.get()));
    }
  }

  private static List<String> tags(Response response) throws IOException {
    JsonNode tags = json(response.content("a page of the list of tags")).path("tags");
    if (!tags.isArray() && !tags.isNull()) { // some registries send null for an empty list
      throw incomplete("has a page without tags");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode tag : tags) {
      if (tag.isTextual() && tag.textValue().length() <= MAX_TAG_LENGTH) { // others are no tags
        names.add(tag.textValue());
      }
    }
    return names;
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    try {
      return Json.read(bytes);
    } catch (IOException e) {
      throw incomplete("has a page that is not JSON");
    }
  }

  private static RegistryException incomplete(String why) {
    return new RegistryException("the registry's list of tags " + why);
  }
}
