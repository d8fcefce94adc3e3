package io.github.captainos.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.captainos.registry.ParameterNames;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.RemoteView;
import io.github.captainos.testing.program.Distribution;
import io.github.captainos.testing.server.SigningKey;
import io.github.captainos.testing.server.TokenServer;
import java.io.IOException;
import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** Every kind of request, spoilt in every way: what was published has to be whole all the same. */
@EnabledOnOs(OS.LINUX)
@DisabledIfSystemProperty(
    named = "invoker.skip",
    matches = "true",
    disabledReason = "needs a registry, as the stories do")
class FaultMatrixTest {
  private static final int TIMES = 2;
  private static final int RETRIES = 5;

  /** What a server accepts that stands in front of a registry; more than the smallest chunk. */
  private static final long LARGEST_BODY = 1_100_000;

  /** Files of this are large enough to be asked for before they are sent. */
  private static final int TIMES_IN_FILE = 10_000;

  /** Files of this are larger than what such a server accepts. */
  private static final int TIMES_IN_LARGE_FILE = 100_000;

  private static final String REPOSITORY = "it/faults";
  private static final String USER = "captain";
  private static final String PASSWORD = "secret-of-the-test";

  private static final List<String> OPEN =
      List.of(
          FaultKinds.VERSION_CHECK,
          FaultKinds.EXISTENCE_CHECK,
          FaultKinds.UPLOAD_START,
          FaultKinds.UPLOAD_END,
          FaultKinds.MANIFEST_PUT,
          FaultKinds.MANIFEST_GET,
          FaultKinds.BLOB_GET);
  private static final List<String> OF_SOURCE =
      List.of(
          FaultKinds.VERSION_CHECK,
          FaultKinds.MANIFEST_GET,
          FaultKinds.REFERRERS_GET,
          FaultKinds.BLOB_GET);
  private static final List<String> OF_DESTINATION =
      List.of(
          FaultKinds.VERSION_CHECK,
          FaultKinds.EXISTENCE_CHECK,
          FaultKinds.UPLOAD_START,
          FaultKinds.UPLOAD_END,
          FaultKinds.MANIFEST_PUT,
          FaultKinds.MANIFEST_LOOKUP);

  private final FaultRuns runs = new FaultRuns();

  @TempDir(factory = BelowTarget.class)
  private Path directory;

  /** Where a registry that runs in a container finds its files, too. */
  static final class BelowTarget implements TempDirFactory {
    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
        throws IOException {
      return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "faults");
    }
  }

  /** Publishes, tags, pulls and copies once for each fault. */
  @Test
  void everyRequestSucceedsAfterEachFault() throws Exception {
    SigningKey key = SigningKey.make(directory.resolve("key"));
    try (TokenServer tokens = TokenServer.start(key, USER, PASSWORD);
        Distribution open = Distribution.start(directory.resolve("open"));
        Distribution guarded =
            Distribution.start(directory.resolve("guarded"), tokens.configuration(true));
        FaultyProxy limited = limited(open.address(), open.address());
        FaultyProxy limitedGuarded = limited(guarded.address(), tokens.address())) {
      addOpen(OPEN, open, open.address());
      addOpen(List.of(FaultKinds.UPLOAD_CHUNK), open, limited.address());
      FaultKinds.forEach(
          List.of(FaultKinds.TOKEN_FETCH),
          (name, fault, requests) ->
              addGuarded(name, fault, requests, TIMES, guarded, guarded.address(), tokens));
      for (String request : OPEN) {
        if (!request.equals(FaultKinds.VERSION_CHECK)) {
          addExpired(request, guarded, guarded.address(), tokens);
        }
      }
      addExpired(FaultKinds.UPLOAD_CHUNK, guarded, limitedGuarded.address(), tokens);
      addCopies(open);
      assertThat(runs.problems()).isEmpty();
    }
  }

  /** Starts a server in front of a registry that accepts no large requests. */
  private static FaultyProxy limited(String registry, String tokenServer) {
    return new FaultyProxy(
        registry, tokenServer, "", Integer.MAX_VALUE, BadLine.accepting(LARGEST_BODY));
  }

  /**
   * @param behind the registry, or a server in front of it, {@code host:port}
   */
  private void addOpen(List<String> kinds, Distribution open, String behind) {
    FaultKinds.forEach(
        kinds,
        (name, fault, requests) -> {
          String run = run("publish", name, requests);
          runs.add(
              run,
              requests,
              TIMES,
              fault,
              behind,
              behind,
              address -> publish(run, requests, address, connecting(name), view(open, run)));
        });
  }

  /** Once, and each kind on its own: who is refused with a fresh login is refused for good. */
  private void addExpired(String request, Distribution guarded, String behind, TokenServer tokens) {
    addGuarded("expired-login", Fault.forgetLogin(), List.of(request), 1, guarded, behind, tokens);
  }

  private void addGuarded(
      String name,
      Fault fault,
      List<String> requests,
      int times,
      Distribution guarded,
      String behind,
      TokenServer tokens) {
    String run = run("publish", name, requests);
    RemoteView images = view(guarded, run);
    runs.add(
        run,
        requests,
        times,
        fault,
        behind,
        tokens.address(),
        address ->
            publish(run, requests, address, asUser(FaultKinds.timeout(name)), images.with(tokens)));
  }

  /** Returns the name of a run, which is that of what it publishes, too. */
  private static String run(String job, String fault, List<String> requests) {
    String name = job + "-" + fault;
    return requests.size() == 1 ? name + "-" + requests.get(0) : name;
  }

  private static RegistryOptions connecting(String fault) {
    return RegistryOptions.of(RETRIES, FaultKinds.timeout(fault));
  }

  private static RegistryOptions asUser(Duration timeout) {
    return new RegistryOptions(
        RETRIES,
        timeout,
        new PasswordAuthentication(USER, PASSWORD.toCharArray()),
        "",
        null,
        false,
        ProxySelector.getDefault(),
        new Authenticator() {},
        ParameterNames.USUAL);
  }

  private static RemoteView view(Distribution registry, String name) {
    return new RemoteView(registry.address(), registry.home().toString(), REPOSITORY + "/" + name);
  }

  private MiniatureRelease release(String name, int times) throws IOException {
    return new MiniatureRelease(REPOSITORY, name, directory.resolve(name), times);
  }

  private String publish(
      String name,
      List<String> requests,
      String address,
      RegistryOptions connecting,
      RemoteView images)
      throws Exception {
    boolean isLarge = requests.contains(FaultKinds.UPLOAD_CHUNK);
    MiniatureRelease release = release(name, isLarge ? TIMES_IN_LARGE_FILE : TIMES_IN_FILE);
    release.run(address, connecting);
    return release.problem(images);
  }

  /** Copies a release that is in the registry, through a proxy at one of both ends. */
  private void addCopies(Distribution open) throws Exception {
    String published = "copied";
    String registry = open.address();
    MiniatureRelease release = release(published, TIMES_IN_FILE);
    release.run(registry, RegistryOptions.of(RETRIES, HangGuard.TIMEOUT));
    for (boolean isSource : List.of(true, false)) {
      FaultKinds.forEach(
          isSource ? OF_SOURCE : OF_DESTINATION,
          (name, fault, requests) -> {
            String run = run(isSource ? "copy-from" : "copy-to", name, requests);
            runs.add(
                run,
                requests,
                TIMES,
                fault,
                registry,
                registry,
                address -> {
                  release.copy(
                      isSource ? address : registry,
                      isSource ? registry : address,
                      run,
                      connecting(name));
                  return MiniatureRelease.copyProblem(view(open, published), view(open, run));
                });
          });
    }
  }
}
