package io.github.captainos.registry.remote;

import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.registry.RepositoryName;
import io.github.captainos.registry.Time;
import io.github.captainos.testing.PrintedErrors;
import io.github.captainos.testing.server.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test with a registry that sends the bytes that the test writes, which need not be HTTP. */
public abstract class RawRegistryTest {
  protected final PrintedErrors printed = PrintedErrors.watch();
  protected RawServer server;

  @BeforeEach
  final void startServer() throws IOException {
    server = RawServer.start(this::answer);
  }

  @AfterEach
  final void stopServer() {
    server.close();
    printed.close();
  }

  /** Answers a request. */
  protected abstract void answer(RawServer.Request request, OutputStream out) throws IOException;

  /** Returns the challenge of a registry whose token service is the server itself. */
  protected final String challenge() {
    return "Bearer realm=\"http://" + server.address() + "/token\",service=\"s\"";
  }

  protected final Registry open(RegistryOptions options, Time time) throws IOException {
    return new RemoteRegistry(
        new RepositoryName(server.address(), "os"), Access.WRITE, null, options, time);
  }
}
