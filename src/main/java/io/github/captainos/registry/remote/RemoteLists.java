package io.github.captainos.registry.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.Referrers;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.http.Origin;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The lists of a repository, which a registry sends in pages: its tags, and what refers to a
 * manifest.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#content-discovery">OCI
 *     Distribution Specification: content discovery</a>
 */
final class RemoteLists {
  /** The number of tags to ask for. Many registries refuse a larger number. */
  private static final int TAGS = 1000;

  /** In characters. */
  private static final int MAX_TAG_LENGTH = 128;

  /**
   * The specification says 404; some registries answer otherwise to a request for referrers that
   * they do not know.
   */
  private static final Set<Integer> NO_API = Set.of(400, 404, 405, 406, 501);

  /** 100,000 tags of a registry that sends 100 at a time. */
  private static final int MAX_PAGES = 1000;

  /** Of all pages of a list, in bytes: 100,000 of the longest tags take less. */
  private static final int MAX_SIZE = 16 << 20;

  /** For all pages of a list: so many tags take less, even in small pages of a slow registry. */
  private static final Duration MAX_DURATION = Duration.ofMinutes(5);

  private static final String QUOTED = "\"(?:[^\"\\\\]++|\\\\.)*+\"";

  /** An element of a header {@code Link}, which may be empty: RFC 8288, section 3. */
  private static final Pattern LINK =
      Pattern.compile("\\s*+(?:<([^>]*+)>((?:[^\",]++|" + QUOTED + ")*+))?+(?:,|$)");

  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*+([^=;\"\\s]*+)\\s*+=\\s*+(" + QUOTED + "|[^;\"]*+)");

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
  RemoteLists(RegistryHttp http, RegistryCalls calls, URL base, Time time) {
    this.http = http;
    this.calls = calls;
    this.base = base;
    this.time = time;
  }

  /**
   * A page of a list.
   *
   * @param answer the answer, which is closed
   * @param content its body
   * @param next the URL of the next page, or null if the registry names none
   */
  private record Page(Response answer, byte[] content, @Nullable URL next) {}

  /** The pages of one list, which is complete or an error, and has limits. */
  private final class Pages {
    private final String list;
    private final String mediaType;
    private final boolean isTyped;
    private final long begun = time.nanos();
    private int count;
    private long size;

    /**
     * @param list what is listed, for messages
     * @param mediaType the media type of a page, to ask for
     * @param isTyped whether nothing of an answer with another media type is read
     */
    Pages(String list, String mediaType, boolean isTyped) {
      this.list = list;
      this.mediaType = mediaType;
      this.isTyped = isTyped;
    }

    /** Sends a request for a page once. */
    Page send(URL url) throws IOException {
      Request request = Request.of("GET", url).withHeader("Accept", mediaType);
      try (Response answer = http.send(request)) {
        Optional<String> next = nextLink(answer.headers("Link"));
        byte[] content =
            isTyped && !answer.mediaType().equals(mediaType)
                ? new byte[0]
                : answer.content("a page of the list of " + list);
        return new Page(
            answer, content, next.isEmpty() ? null : Origin.resolve(answer.url(), next.get()));
      }
    }

    /** Gets a page that follows another one. */
    Page after(Page page, URL next) throws IOException {
      count++;
      size += page.content().length;
      if (count >= MAX_PAGES || size > MAX_SIZE || time.nanos() - begun > MAX_DURATION.toNanos()) {
        throw incomplete(
            ("does not end within %s pages, %s MiB and %s minutes. Report this to whoever runs"
                    + " the registry")
                .formatted(MAX_PAGES, MAX_SIZE >> 20, MAX_DURATION.toMinutes()));
      }
      return calls.call(() -> send(next));
    }

    RegistryException incomplete(String why) {
      return new RegistryException("the registry's list of " + list + " " + why);
    }
  }

  /**
   * Returns all tags.
   *
   * @return the tags, each once; empty if the repository does not exist
   * @throws IOException if a request fails, or if the registry does not list all of them
   */
  Optional<List<String>> tags() throws IOException {
    Pages pages = new Pages("tags", "application/json", false);
    Optional<Page> first = calls.call(() -> firstOfTags(pages));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Set<String> tags = new LinkedHashSet<>();
    Page page = first.get();
    boolean namesPages = false;
    while (true) {
      List<String> read = tags(page, pages);
      boolean hasNew = tags.addAll(read);
      namesPages |= page.next() != null;
      URL next = page.next();
      if (!namesPages && hasNew && read.size() == TAGS) { // some registries do not name the next
        String last = URLEncoder.encode(read.get(TAGS - 1), StandardCharsets.UTF_8);
        next = tagsUrl("?n=" + TAGS + "&last=" + last);
      }
      if (next == null) {
        return Optional.of(List.copyOf(tags));
      }
      page = pages.after(page, next);
    }
  }

  private URL tagsUrl(String query) throws IOException {
    return new URL(base, "tags/list" + query);
  }

  /** A registry that refuses the number of tags is asked without it. */
  private Optional<Page> firstOfTags(Pages pages) throws IOException {
    try {
      return Optional.of(pages.send(tagsUrl("?n=" + TAGS)));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      if (e.status() == HttpURLConnection.HTTP_BAD_REQUEST) {
        return Optional.of(pages.send(tagsUrl("")));
      }
      throw e;
    }
  }

  private static List<String> tags(Page page, Pages pages) throws RegistryException {
    JsonNode tags;
    try {
      tags = Json.read(page.content()).path("tags");
    } catch (IOException e) {
      throw pages.incomplete("has a page that is not JSON");
    }
    if (!tags.isArray() && !tags.isNull()) { // some registries send null for an empty list
      throw pages.incomplete("has a page without tags");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode tag : tags) {
      if (tag.isTextual() && tag.textValue().length() <= MAX_TAG_LENGTH) { // others are no tags
        names.add(tag.textValue());
      }
    }
    return names;
  }

  /**
   * Returns the manifests that refer to a subject.
   *
   * @return the manifests; empty if the registry has no list of them. It may have one of another
   *     subject: some registries answer so for a manifest that they do not have
   * @throws IOException if a request fails, or if the registry does not list all of them
   */
  Optional<Referrers> referrers(DescriptorDigest subject) throws IOException {
    Pages pages = new Pages("what refers to " + subject, Manifest.INDEX_TYPE, true);
    Optional<Page> first = calls.call(() -> firstOfReferrers(pages, subject));
    Optional<Referrers> found = first.isEmpty() ? Optional.empty() : referrers(first.get());
    if (found.isEmpty()) {
      return found;
    }
    Page page = first.get();
    Referrers all = found.get();
    while (page.next() != null) {
      page = pages.after(page, page.next());
      all =
          all.and(
              referrers(page)
                  .orElseThrow(() -> pages.incomplete("has a page that is not an index")));
    }
    return Optional.of(all);
  }

  private Optional<Page> firstOfReferrers(Pages pages, DescriptorDigest subject)
      throws IOException {
    try {
      return Optional.of(pages.send(new URL(base, "referrers/" + subject)));
    } catch (StatusException e) {
      if (NO_API.contains(e.status())) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Some registries answer every request with a page for people: that is no list. */
  private static Optional<Referrers> referrers(Page page) throws IOException {
    return page.answer().mediaType().equals(Manifest.INDEX_TYPE)
        ? Referrers.of(RemoteRegistry.manifest(page.answer(), page.content()))
        : Optional.empty();
  }

  /**
   * Returns the target of the link to the next page; empty if there is none.
   *
   * @param headers the values of the headers {@code Link}, each of which may have several links:
   *     RFC 8288, section 3
   * @throws RegistryException if a header is invalid, since the link may be in it
   */
  static Optional<String> nextLink(List<String> headers) throws RegistryException {
    for (String header : headers) {
      Matcher link = LINK.matcher(header);
      for (int start = 0; start < header.length(); start = link.end()) {
        if (!link.region(start, header.length()).lookingAt()) {
          throw new RegistryException("the registry sent a header Link that is not valid");
        }
        if (link.group(1) != null && isNext(link.group(2))) {
          return Optional.of(link.group(1));
        }
      }
    }
    return Optional.empty();
  }

  /** Only the first parameter {@code rel} counts; it may name several relations. */
  private static boolean isNext(String parameters) {
    Matcher parameter = PARAMETER.matcher(parameters);
    while (parameter.find()) {
      if (parameter.group(1).equalsIgnoreCase("rel")) {
        String value = parameter.group(2).replace("\"", " ").strip().toLowerCase(Locale.ROOT);
        return List.of(value.split("\\s+")).contains("next");
      }
    }
    return false;
  }
}
