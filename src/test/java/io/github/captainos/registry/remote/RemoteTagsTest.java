package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.ManualTime;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.TimeWithoutPauses;
import io.github.captainos.registry.remote.login.OptionsOfJoe;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.server.FakeRegistry;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How registries list the tags of a repository. */
class RemoteTagsTest extends FakeRegistryFixture {
  private static final String FIRST = "GET /v2/os/tags/list?n=1000";
  private static final String ENDLESS =
      "the registry's list of tags does not end within 1000 pages, 16 MiB and 5 minutes. Report"
          + " this to whoever runs the registry";

  RemoteTagsTest() {
    super("os", null, 1);
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "v%05d".formatted(i)).toList();
  }

  private List<String> tags() throws IOException {
    return registry.tags().orElseThrow();
  }

  private interface Answer {
    void send(HttpExchange exchange, String query) throws IOException;
  }

  private void answer(Answer answer) {
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/tags/list");
          if (isList) {
            String query = exchange.getRequestURI().getQuery();
            answer.send(exchange, query == null ? "" : query);
          }
          return isList;
        });
  }

  private static void page(HttpExchange exchange, String link, List<String> tags)
      throws IOException {
    if (!link.isEmpty()) {
      exchange.getResponseHeaders().set("Link", "<" + link + ">; rel=\"next\"");
    }
    FakeRegistry.send(exchange, 200, FakeRegistry.tagList(tags).getBytes(UTF_8));
  }

  @Test
  void tenThousandTagsAreReadInPages() throws IOException {
    numbered(0, 10_000).forEach(tag -> server.put("os", tag, "application/x", "{}"));

    assertThat(tags()).isEqualTo(numbered(0, 10_000));
    assertThat(server.requests("GET /v2/os/")).hasSize(10).first().isEqualTo(FIRST);
  }

  @Test
  void aRepositoryThatDoesNotExistHasNoList() throws IOException {
    assertThat(registry.tags()).isEmpty();
  }

  @Test
  void aRepositoryWithoutTagsHasAnEmptyList() throws IOException {
    answer(
        (exchange, query) -> FakeRegistry.send(exchange, 200, "{\"tags\":null}".getBytes(UTF_8)));

    assertThat(tags()).isEmpty();
  }

  @Test
  void aRegistryThatIgnoresTheNumberSendsAllAtOnce() throws IOException {
    answer((exchange, query) -> page(exchange, "", numbered(0, 2500)));

    assertThat(tags()).hasSize(2500);
    assertThat(server.requests("GET /v2/os/")).containsExactly(FIRST);
  }

  @Test
  void aRegistryThatNamesNoNextPageIsAskedForTheTagsAfterTheLast() throws IOException {
    answer(
        (exchange, query) ->
            page(exchange, "", query.contains("last=v00999") ? List.of("w") : numbered(0, 1000)));

    assertThat(tags()).hasSize(1001).contains("w");
  }

  @Test
  void aRegistryThatHasAFullPageAndIgnoresTheLastTagHasNoMore() throws IOException {
    answer((exchange, query) -> page(exchange, "", numbered(0, 1000)));

    assertThat(tags()).hasSize(1000);
    assertThat(server.requests("GET /v2/os/")).containsExactly(FIRST, FIRST + "&last=v00999");
  }

  @Test
  void aRegistryThatRefusesTheNumberIsAskedWithoutIt() throws IOException {
    answer(
        (exchange, query) -> {
          if (query.contains("n=1000")) {
            FakeRegistry.send(exchange, 400, "{}".getBytes(UTF_8));
          } else {
            page(exchange, query.isEmpty() ? "/v2/os/tags/list?last=a" : "", List.of("a" + query));
          }
        });

    assertThat(tags()).containsExactly("a", "alast=a");
  }

  @Test
  void aPageThatLeadsToItselfIsAnError() {
    answer((exchange, query) -> page(exchange, "/v2/os/tags/list?n=1000", List.of("a")));

    assertThatThrownBy(this::tags).hasMessage(ENDLESS);
    assertThat(server.requests("GET /v2/os/tags/")).hasSize(1000);
  }

  @Test
  void allPagesTogetherHaveALimitedTime() throws IOException {
    ManualTime time = new ManualTime();
    AtomicInteger pages = new AtomicInteger();
    answer(
        (exchange, query) -> {
          int page = pages.incrementAndGet();
          time.pass(Duration.ofSeconds(10));
          page(exchange, "/v2/os/tags/list?p=" + page, List.of("v" + page));
        });
    try (Registry slow =
        new RemoteRegistry(
            new RepositoryName(server.address(), "os"),
            Access.READ,
            null,
            RegistryOptions.of(0, HangGuard.TIMEOUT),
            time)) {
      assertThatThrownBy(slow::tags).hasMessage(ENDLESS);
    }
    assertThat(pages).hasValue(31);
  }

  @Test
  void pagesWithoutNewTagsThatLeadOnHaveAnEnd() {
    AtomicInteger pages = new AtomicInteger();
    answer(
        (exchange, query) -> {
          int page = pages.incrementAndGet();
          page(exchange, "/v2/os/tags/list?p=" + page, page == 1 ? List.of("a", "b") : List.of());
        });

    assertThatThrownBy(this::tags).hasMessage(ENDLESS);
    assertThat(pages).hasValue(1000);
  }

  @Test
  void someEmptyPagesAreFollowed() throws IOException {
    answer(
        (exchange, query) -> {
          int page = query.contains("p=") ? Integer.parseInt(query.substring(2)) : 0;
          page(
              exchange,
              page == 40 ? "" : "/v2/os/tags/list?p=" + (page + 1),
              page % 10 == 0 ? List.of("v" + page) : List.of());
        });

    assertThat(tags()).containsExactly("v0", "v10", "v20", "v30", "v40");
  }

  @Test
  void tagsWithoutEndHaveAnEnd() {
    AtomicInteger pages = new AtomicInteger();
    answer(
        (exchange, query) -> {
          int page = pages.incrementAndGet();
          page(
              exchange,
              "/v2/os/tags/list?p=" + page,
              numbered(page * 10_000, page * 10_000 + 10_000));
        });

    assertThatThrownBy(this::tags).hasMessage(ENDLESS);
    assertThat(pages).as("of 90 kB, of which 16 MiB are accepted").hasValueLessThan(200);
  }

  @Test
  void aPageWithHugeNamesIsNotReadToItsEnd() {
    answer((exchange, query) -> page(exchange, "", List.of("x".repeat(5 << 20))));

    assertThatThrownBy(this::tags)
        .hasMessage("a page of the list of tags has more than 4194304 bytes");
  }

  @Test
  void whatIsTooLongForATagIsNotKept() throws IOException {
    answer((exchange, query) -> page(exchange, "", List.of("v1", "x".repeat(129), "v2")));

    assertThat(tags()).containsExactly("v1", "v2");
  }

  @Test
  void aPageForPeopleIsNoList() {
    answer((exchange, query) -> FakeRegistry.send(exchange, 200, "<html>".getBytes(UTF_8)));
    assertThatThrownBy(this::tags)
        .hasMessage("the registry's list of tags has a page that is not JSON");

    answer((exchange, query) -> FakeRegistry.send(exchange, 200, "{\"a\":1}".getBytes(UTF_8)));
    assertThatThrownBy(this::tags)
        .hasMessage("the registry's list of tags has a page without tags");
  }

  @Test
  void aRefusalIsQuoted() {
    answer((exchange, query) -> FakeRegistry.send(exchange, 405, "not here".getBytes(UTF_8)));

    assertThatThrownBy(this::tags).hasMessage("the registry answered 405: not here");
  }

  @Test
  void aNextPageOnAnotherHostGetsNoCredentials() throws IOException {
    RawServer other =
        RawServer.start(
            (request, out) ->
                out.write(RawServer.answer("200 OK", FakeRegistry.tagList(List.of("b")))));
    try (other;
        Registry asJoe =
            new RemoteRegistry(
                new RepositoryName(server.address(), "os"),
                Access.READ,
                null,
                OptionsOfJoe.withRetries(0),
                new TimeWithoutPauses())) {
      String there = "http://localhost:" + other.port() + "/more";
      server.answerWith(
          (line, exchange) -> {
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
              exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"r\"");
              FakeRegistry.send(exchange, 401, new byte[0]);
            } else if (line.contains("/tags/")) {
              page(exchange, there, List.of("a"));
            } else {
              return false;
            }
            return true;
          });

      assertThat(asJoe.tags().orElseThrow()).containsExactly("a", "b");
      assertThat(other.requests())
          .singleElement()
          .satisfies(request -> assertThat(request.header("Authorization")).isEqualTo("none"));
    }
  }
}
