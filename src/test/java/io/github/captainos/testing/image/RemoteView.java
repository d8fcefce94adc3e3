package io.github.captainos.testing.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.captainos.testing.server.TokenServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is in a repository of CNCF Distribution: over HTTP, as clients see it, and on its disk,
 * where left-overs are.
 */
public final class RemoteView implements Images {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final String registry;
  private final Path home;
  private final String repository;
  private final String token;

  /**
   * @param registry {@code host:port}
   * @param home the directory with the registry's storage and its access log
   * @param repository the repository's name
   */
  public RemoteView(String registry, String home, String repository) {
    this(registry, Path.of(home), repository, "");
  }

  private RemoteView(String registry, Path home, String repository, String token) {
    this.registry = registry;
    this.home = home;
    this.repository = repository;
    this.token = token;
  }

  /** Returns the same, for a registry that wants a token. */
  public RemoteView with(TokenServer tokens) {
    String mayRead = tokens.token("repository:" + repository + ":pull");
    return new RemoteView(registry, home, repository, mayRead);
  }

  /** Returns the repository's name with the registry's. */
  public String reference() {
    return registry + "/" + repository;
  }

  /** Returns the tags, sorted; none where there is no such repository. */
  @Override
  public Set<String> tags() {
    HttpResponse<byte[]> response = get("tags/list", "*/*");
    if (response.statusCode() == 404) {
      return Set.of();
    }
    Set<String> tags = new TreeSet<>();
    json(response.body()).path("tags").forEach(tag -> tags.add(tag.asText()));
    return tags;
  }

  @Override
  public byte[] manifestBytes(String reference) {
    return found("manifests/" + reference);
  }

  /** Returns a manifest or index. */
  public JsonNode manifest(String reference) {
    return json(manifestBytes(reference));
  }

  /** Returns a config. */
  public JsonNode config(String digest) {
    return json(blob(digest));
  }

  @Override
  public byte[] blob(String digest) {
    return found("blobs/" + digest);
  }

  /** Returns the digests of all manifests and indexes that the repository has, tagged or not. */
  public Set<String> manifests() {
    Set<String> digests = new TreeSet<>();
    Path revisions = storage().resolve("_manifests/revisions/sha256");
    try (Stream<Path> files = Files.list(revisions)) {
      files.forEach(file -> digests.add("sha256:" + file.getFileName()));
    } catch (IOException e) {
      throw new AssertionError("No manifests at " + revisions, e);
    }
    return digests;
  }

  /** Returns whether the registry has ever written anything for the repository. */
  public boolean exists() {
    return Files.exists(storage());
  }

  /** Returns the requests for the repository so far, each as {@code METHOD /path}. */
  public List<String> requests() {
    List<String> requests = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(home.resolve("access.log"))) {
        String[] parts = line.split("\"");
        if (parts.length > 1 && parts[1].contains(" /v2/" + repository + "/")) {
          requests.add(parts[1].replaceFirst("\\?\\S*", "").replaceFirst(" HTTP/.*", ""));
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return requests;
  }

  private Path storage() {
    return home.resolve("storage/docker/registry/v2/repositories").resolve(repository);
  }

  private byte[] found(String path) {
    HttpResponse<byte[]> response =
        get(
            path,
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json");
    if (response.statusCode() != 200) {
      throw new AssertionError(response + " " + new String(response.body()));
    }
    return response.body();
  }

  private HttpResponse<byte[]> get(String path, String accept) {
    URI uri = URI.create("http://" + registry + "/v2/" + repository + "/" + path);
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", accept);
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
