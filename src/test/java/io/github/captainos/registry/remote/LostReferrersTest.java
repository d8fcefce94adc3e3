package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.sun.net.httpserver.HttpExchange;
import io.github.captainos.image.Manifest;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A list of referrers is complete, or an error. */
class LostReferrersTest extends FakeRegistryFixture {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String SUBJECT = digest("the subject");
  private static final String OTHER = digest("another subject");

  LostReferrersTest() {
    super("os", null, 0);
  }

  private List<String> referrers(String subject) throws Exception {
    return registry
        .referrers(DescriptorDigest.fromDigest(subject), Manifest.MAX_SIZE)
        .entries()
        .stream()
        .map(entry -> entry.digest().toString())
        .toList();
  }

  private static void page(HttpExchange exchange, String link, String referrer) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", INDEX);
    if (!link.isEmpty()) {
      exchange.getResponseHeaders().set("Link", link);
    }
    String page =
        "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"%s\",\"size\":1}]}"
            .formatted(digest(referrer));
    FakeRegistry.send(exchange, 200, page.getBytes(UTF_8));
  }

  private static int pageOf(String line) {
    return line.contains("page=") ? Integer.parseInt(line.replaceAll(".*page=(\\d+).*", "$1")) : 0;
  }

  @Test
  void aListWithoutEndIsAnError() {
    server.answerWith(
        (line, exchange) -> {
          int number = pageOf(line);
          String next =
              "</v2/os/referrers/" + SUBJECT + "?page=" + (number + 1) + ">; rel=\"next\"";
          boolean isList = line.contains("/referrers/");
          if (isList) {
            page(exchange, next, "number " + number);
          }
          return isList;
        });

    assertThatThrownBy(() -> referrers(SUBJECT))
        .hasMessageStartingWith(
            "the registry's list of what refers to "
                + SUBJECT
                + " does not end within 1000 pages, 16 MiB and 5 minutes. ");
  }

  @Test
  void theNextPageIsThatOfTheLinkWithItsRelation() throws Exception {
    String path = "/v2/os/referrers/" + SUBJECT;
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList && pageOf(line) == 2) {
            page(exchange, "", "two");
          } else if (isList) {
            page(
                exchange,
                "<" + path + "?page=1>; rel=\"first\", <" + path + "?page=2>; rel=\"next\"",
                "one");
          }
          return isList;
        });

    assertThat(referrers(SUBJECT)).containsExactly(digest("one"), digest("two"));
  }

  @Test
  void aPageThatIsMissingIsAnError() {
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList && pageOf(line) == 1) {
            FakeRegistry.send(exchange, 404, new byte[0]);
          } else if (isList) {
            page(exchange, "</v2/os/referrers/" + SUBJECT + "?page=1>; rel=\"next\"", "one");
          }
          return isList;
        });

    assertThatThrownBy(() -> referrers(SUBJECT))
        .hasMessage("the registry answered 404 with an empty body");
  }

  @Test
  void aLaterPageThatIsNoIndexIsAnError() {
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList && pageOf(line) == 1) {
            FakeRegistry.send(exchange, 200, "<html>".getBytes(UTF_8));
          } else if (isList) {
            page(exchange, "</v2/os/referrers/" + SUBJECT + "?page=1>; rel=\"next\"", "one");
          }
          return isList;
        });

    assertThatThrownBy(() -> referrers(SUBJECT))
        .hasMessageEndingWith("has a page that is not an index");
  }

  @Test
  void aRefusalForOneSubjectDoesNotHideTheReferrersOfAnother() throws Exception {
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList && line.contains(OTHER)) {
            FakeRegistry.send(exchange, 404, new byte[0]);
          } else if (isList) {
            page(exchange, "", "one");
          }
          return isList;
        });

    assertThat(referrers(SUBJECT)).containsExactly(digest("one"));
    assertThat(referrers(OTHER)).isEmpty();
    assertThat(referrers(SUBJECT)).containsExactly(digest("one"));
  }
}
