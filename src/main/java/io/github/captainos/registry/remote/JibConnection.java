package io.github.captainos.registry.remote;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.Response;
import com.google.cloud.tools.jib.registry.RegistryClient;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.RegistryException;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import io.github.captainos.registry.auth.Credentials;
import io.github.captainos.registry.http.RegistryHttpClient;
import io.github.captainos.support.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A repository of a remote registry, logged in to when it is first asked something. What fails by a
 * passing fault is tried again; what fails for good is told in words for the user.
 */
public final class JibConnection implements AutoCloseable {
  public static final String USER_AGENT = "captain-maven-plugin";
  private static final Logger LOG = LoggerFactory.getLogger(JibConnection.class);

  private final RepositoryName repository;
  private final Access access;
  private final RegistryOptions options;
  private final Time time;
  private final RetryPolicy retries;
  private final RegistryHttpClient http;
  private @Nullable Session session;
  private volatile @Nullable Credentials credentials;
  private volatile boolean closed;

  /** Why there is no login: who is turned away is not to knock again, and lock an account. */
  private @Nullable Exception turnedAway;

  /** Whom the registry has answered, so that a refusal later is the fault of the login's age. */
  private @Nullable Session trusted;

  JibConnection(RepositoryName repository, Access access, RegistryOptions options, Time time)
      throws IOException {
    this.repository = repository;
    this.access = access;
    this.options = options;
    this.time = time;
    this.retries = new RetryPolicy(options.retries(), options.timeout(), this::words, time);
    this.http = new RegistryHttpClient(repository.registry(), options, time);
  }

  /**
   * A login.
   *
   * @param client jib, logged in
   * @param authorization what it proves with who we are, or null for nobody
   */
  record Session(RegistryClient client, @Nullable String authorization) {}

  /** What is asked of a registry. */
  interface Request<T> {
    /**
     * @param session who asks
     * @param attempt 0 for the first
     */
    T on(Session session, int attempt) throws Exception;
  }

  /** What is done with the answer to a GET. */
  interface Reader<T> {
    T read(Answer answer, InputStream body) throws IOException;
  }

  RegistryHttpClient http() {
    return http;
  }

  /**
   * Asks.
   *
   * @param passing what is a passing fault besides those that always are
   * @throws IOException if there is no good answer; the message is for the user
   */
  <T> T call(Request<T> request, Predicate<Throwable> passing) throws IOException {
    return retrying(attempt -> askLoggedIn(request, attempt), passing);
  }

  /**
   * Logs in, if that has not been done.
   *
   * @throws IOException if that is not possible; the message is for the user
   */
  void logIn() throws IOException {
    retrying(attempt -> session(), failure -> false);
  }

  private <T> T retrying(RetryPolicy.Attempt<T> work, Predicate<Throwable> passing)
      throws IOException {
    AtomicInteger attempts = new AtomicInteger();
    try {
      return retries.run(
          attempt -> {
            attempts.set(attempt + 1);
            return work.run(attempt);
          },
          failure -> !closed && (TransientErrors.isPassing(failure) || passing.test(failure)));
    } catch (Exception e) {
      if (e instanceof IOException wrong && !TransientErrors.isOfTheRegistry(e)) {
        throw wrong; // a file that changed, content that is not right: they say it themselves
      }
      String tried = attempts.get() > 1 ? "; tried " + attempts.get() + " times" : "";
      throw new RegistryException(words(e) + tried, ErrorMessages.withoutSecrets(e));
    }
  }

  private String words(Throwable failure) {
    return ErrorMessages.words(failure, repository, access, credentials, time.instant());
  }

  /**
   * Gets a manifest or a blob.
   *
   * @return what the reader made of it, or empty where there is no such thing
   */
  <T> Optional<T> get(Request<?> request, Reader<T> reader) throws IOException {
    return call(
        (session, attempt) -> {
          Answer answer;
          try {
            answer = answer(request, session, attempt);
          } catch (Exception e) {
            if (TransientErrors.hasStatus(e, 404)) {
              return Optional.<T>empty();
            }
            throw e;
          }
          try (InputStream body = answer.body()) {
            return Optional.of(reader.read(answer, body));
          }
        },
        failure -> false);
  }

  /**
   * Stores a manifest.
   *
   * @param reference a tag, or its digest
   * @param passing what is a passing fault besides those that always are
   * @return the digest that the registry says it has; empty where it does not say
   */
  String store(Document manifest, String reference, Predicate<Throwable> passing)
      throws IOException {
    return call(
        (session, attempt) -> {
          RawManifest raw = new RawManifest(manifest);
          Request<?> push = (used, number) -> used.client().pushManifest(raw, reference);
          Answer answer = http.storing(manifest, () -> answer(push, session, attempt));
          try (Response response = answer.response()) {
            return Answer.digest(response);
          }
        },
        passing);
  }

  /** Returns what goes past jib. */
  private static Answer answer(Request<?> request, Session session, int attempt) throws Exception {
    try {
      request.on(session, attempt);
      throw new IllegalStateException("An answer went astray");
    } catch (Answer.Taken taken) {
      return taken.answer();
    }
  }

  private <T> T askLoggedIn(Request<T> request, int attempt) throws Exception {
    Session used = session();
    try {
      T answer = request.on(used, attempt);
      trust(used);
      return answer;
    } catch (Exception e) {
      if (!TransientErrors.hasStatus(e, 401) || !mayLogInAgain(used)) {
        throw e;
      }
      Session again = session();
      T answer = request.on(again, attempt);
      trust(again);
      return answer;
    }
  }

  private synchronized void trust(Session used) {
    if (used == session) {
      trusted = used;
    }
  }

  /** Another thread may have done so already. */
  private synchronized boolean mayLogInAgain(Session used) {
    if (session != used) {
      return true;
    }
    if (trusted != used && !http.wantsLogin()) {
      return false;
    }
    session = null;
    trusted = null;
    return true;
  }

  private synchronized Session session() throws Exception {
    if (turnedAway != null) {
      throw turnedAway;
    }
    Session current = session;
    if (current == null) {
      try {
        RegistryClient client = connect();
        current = new Session(client, http.authorizationOf(client));
      } catch (Exception e) {
        turnedAway = TransientErrors.isPassing(e) ? null : e;
        throw e;
      }
      session = current;
    }
    return current;
  }

  private RegistryClient connect() throws Exception {
    Credentials found = Credentials.find(repository, options);
    credentials = found;
    Credential credential = found.credential();
    RegistryClient connected =
        RegistryClient.factory(
                EventHandlers.builder()
                    .add(
                        LogEvent.class,
                        event -> LOG.debug("{}", Printable.message(event.getMessage())))
                    .build(),
                repository.registry(),
                repository.repository(),
                http)
            .setCredential(credential)
            .setUserAgent(USER_AGENT)
            .newRegistryClient();
    try {
      boolean bearer =
          access == Access.WRITE ? connected.doPushBearerAuth() : connected.doPullBearerAuth();
      if (!bearer && credential != null && !credential.isOAuth2RefreshToken()) {
        connected.configureBasicAuth();
        http.knock(http.authorizationOf(connected));
      }
      return connected;
    } catch (com.google.cloud.tools.jib.api.RegistryException e) {
      if (TransientErrors.hasStatus(e, 404)) {
        throw new RegistryException(
            "there is no registry at "
                + repository.registry()
                + " (it answered 404 to /v2/). Check captain.registry");
      }
      throw e;
    }
  }

  @Override
  public void close() {
    closed = true;
    http.shutDown();
  }
}
