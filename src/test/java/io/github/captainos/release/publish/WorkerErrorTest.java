package io.github.captainos.release.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.captainos.registry.Registry;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a thread dies of ends the build, whichever thread it is. */
class WorkerErrorTest {
  @TempDir private Path directory;

  /** Returns a registry without anything in it, one method of which throws an error. */
  private static Registry failingAt(String method, Error error) {
    return (Registry)
        Proxy.newProxyInstance(
            Registry.class.getClassLoader(),
            new Class<?>[] {Registry.class},
            (registry, called, arguments) -> {
              if (called.getName().equals(method)) {
                throw error;
              }
              if (called.isDefault()) {
                return InvocationHandler.invokeDefault(registry, called, arguments);
              }
              return called.getReturnType() == boolean.class
                  ? false
                  : called.getReturnType() == Optional.class ? Optional.empty() : null;
            });
  }

  private Throwable failure(String method, Error error) throws Exception {
    Publishing publishing = Publishing.in(directory);
    publishing.opener = (repository, access) -> failingAt(method, error);
    return catchThrowable(publishing::publish);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logIn", "manifest", "hasBlob", "pushBlob", "pushManifest"})
  void memoryThatIsFullIsSaid(String method) throws Exception {
    assertThat(failure(method, new OutOfMemoryError("Java heap space")))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining("Java ran out of memory")
        .hasMessageContaining("MAVEN_OPTS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logIn", "manifest", "hasBlob", "pushBlob", "pushManifest", "tag"})
  void otherErrorsReachMaven(String method) throws Exception {
    Error error = new NoClassDefFoundError("io/github/captainos/Some");
    assertThat(failure(method, error)).isSameAs(error);
  }
}
