package io.github.captainos.registry.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.sun.net.httpserver.HttpExchange;
import io.github.captainos.image.Manifest;
import io.github.captainos.registry.ContentException;
import io.github.captainos.testing.image.RawImage;
import io.github.captainos.testing.server.FakeRegistry;
import java.io.IOException;
import java.security.DigestException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How registries list what refers to a manifest. */
class ReferrersTest extends FakeRegistryFixture {
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String SUBJECT = RawImage.digest("the subject".getBytes(UTF_8));

  ReferrersTest() {
    super("os", null, 1);
  }

  private List<String> referrers() throws IOException, DigestException {
    return registry
        .referrers(DescriptorDigest.fromDigest(SUBJECT), Manifest.MAX_SIZE)
        .entries()
        .stream()
        .map(entry -> entry.digest().toString())
        .toList();
  }

  private static String index(String referrer) {
    return "{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"%s\",\"size\":1}]}"
        .formatted(digest(referrer));
  }

  /** Answers requests for the list of referrers. */
  private void answer(int status, String type, String link, String body) {
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList) {
            send(exchange, status, type, link, body);
          }
          return isList;
        });
  }

  private static void send(HttpExchange exchange, int status, String type, String link, String body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (!link.isEmpty()) {
      exchange.getResponseHeaders().set("Link", "<" + link + ">; rel=\"next\"");
    }
    FakeRegistry.send(exchange, status, body.getBytes(UTF_8));
  }

  @Test
  void allPagesAreRead() throws Exception {
    String path = "/v2/os/referrers/" + SUBJECT;
    server.answerWith(
        (line, exchange) -> {
          boolean isList = line.contains("/referrers/");
          if (isList && line.contains("last=")) {
            send(exchange, 200, INDEX, "", index("two"));
          } else if (isList) {
            send(exchange, 200, INDEX, path + "?last=1", index("one"));
          }
          return isList;
        });

    assertThat(referrers()).containsExactly(digest("one"), digest("two"));
  }

  private void pushReferrer() throws Exception {
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"layers\":[],\"subject\":{\"digest\":\"%s\",\"size\":1}}"
            .formatted(Manifest.TYPE, SUBJECT);
    registry.pushReferrer(
        Manifest.of(Manifest.TYPE, manifest.getBytes(UTF_8)), DescriptorDigest.fromDigest(SUBJECT));
  }

  private List<String> tagsOfIndexes() {
    return server.requests("PUT /v2/os/manifests/sha256-");
  }

  @Test
  void aReferrerNeedsNoIndexWhereTheRegistryNamesItsSubject() throws Exception {
    server.listReferrers();
    pushReferrer();

    assertThat(referrers()).hasSize(1);
    assertThat(tagsOfIndexes()).isEmpty();
    assertThat(server.requests("GET /v2/os/referrers/")).hasSize(1);
  }

  @Test
  void aReferrerNeedsNoIndexWhereTheRegistryListsItWithoutNamingItsSubject() throws Exception {
    server.listReferrers();
    server.nameNoSubjects();
    pushReferrer();

    assertThat(referrers()).hasSize(1);
    assertThat(tagsOfIndexes()).isEmpty();
  }

  @Test
  void aReferrerIsInAnIndexWhereTheRegistryDoesNotListIt() throws Exception {
    pushReferrer();

    assertThat(referrers()).hasSize(1);
    assertThat(tagsOfIndexes()).hasSize(1);
  }

  @Test
  void aPageThatLeadsToItselfIsAnError() {
    answer(200, INDEX, "/v2/os/referrers/" + SUBJECT, index("one"));

    assertThatThrownBy(this::referrers)
        .hasMessageStartingWith("the registry's list of what refers to " + SUBJECT)
        .hasMessageContaining(" does not end within 1000 pages");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 406, 501})
  void aRegistryWithoutTheApiHasAnIndexForEachSubject(int status) throws Exception {
    answer(status, "application/json", "", "{}");
    server.put("os", SUBJECT.replace(':', '-'), INDEX, index("one"));

    assertThat(referrers()).containsExactly(digest("one"));
    assertThat(referrers()).as("it is asked again").containsExactly(digest("one"));
    assertThat(server.requests("GET /v2/os/referrers/")).hasSize(2);
  }

  @Test
  void anAnswerThatIsNoIndexIsNoList() throws Exception {
    answer(200, INDEX, "", "{\"errors\":[]}");
    server.put("os", SUBJECT.replace(':', '-'), INDEX, index("one"));

    assertThat(referrers()).containsExactly(digest("one"));
  }

  @Test
  void aManifestListOfDockerIsNoList() throws Exception {
    String list = "application/vnd.docker.distribution.manifest.list.v2+json";
    server.put("os", SUBJECT.replace(':', '-'), list, index("one"));

    assertThat(referrers()).isEmpty();
  }

  @Test
  void aPageForPeopleIsNoList() throws Exception {
    answer(200, "text/html", "", "<html></html>");

    assertThat(referrers()).isEmpty();
  }

  @Test
  void whatIsNoIndexUnderTheTagIsNoList() throws Exception {
    server.put("os", SUBJECT.replace(':', '-'), INDEX, "{\"schemaVersion\":2,\"layers\":[]}");

    assertThat(referrers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'digest':'sha512:00','size':1}",
        "{'digest':'sha256:00','size':1}",
        "{'size':1}",
        "{}",
        "1",
      })
  void anEntryThatCannotBeReadDoesNotHideOthers(String entry) throws Exception {
    String list = index("one").replace("[", "[" + entry.replace('\'', '"') + ",");
    answer(200, INDEX, "", list);

    assertThat(referrers()).containsExactly(digest("one"));

    answer(404, "text/plain", "", "");
    server.put("os", SUBJECT.replace(':', '-'), INDEX, list);

    assertThat(referrers()).containsExactly(digest("one"));
    assertThatThrownBy(
            () -> registry.referrers(DescriptorDigest.fromDigest(SUBJECT), Manifest.MAX_SIZE).all())
        .isInstanceOf(ContentException.class);
  }

  @Test
  void aLookupThatFailsIsAnError() {
    answer(500, "text/plain", "", "the database is down");

    assertThatThrownBy(this::referrers)
        .hasMessageContaining("answered 500: the database is down; tried 2 times");
  }
}
