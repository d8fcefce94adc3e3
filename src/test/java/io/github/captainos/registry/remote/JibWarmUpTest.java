package io.github.captainos.registry.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests of loading jib in the background while Maven ends the build. */
class JibWarmUpTest {
  @Test
  void aBuildThatEndsWhileJibIsLoadedPrintsNothing() throws Exception {
    List<Throwable> printed = new CopyOnWriteArrayList<>();
    ThreadGroup group =
        new ThreadGroup("build") {
          @Override
          public void uncaughtException(Thread thread, Throwable failure) {
            printed.add(failure);
          }
        };
    List<String> refused = new CopyOnWriteArrayList<>();
    try (ClosedRealm realm = new ClosedRealm(refused)) {
      Method warmUp =
          realm.loadClass(JibManifestPusher.class.getName()).getDeclaredMethod("warmUp");
      warmUp.setAccessible(true);
      Thread build = new Thread(group, () -> call(warmUp, printed), "build");
      build.start();
      build.join();
      for (Thread thread : threads(group)) {
        thread.join();
      }
    }
    assertThat(refused).isNotEmpty();
    assertThat(printed).isEmpty();
  }

  private static void call(Method method, List<Throwable> failures) {
    try {
      method.invoke(null);
    } catch (ReflectiveOperationException e) {
      failures.add(e);
    }
  }

  private static List<Thread> threads(ThreadGroup group) {
    Thread[] threads = new Thread[group.activeCount() + 10];
    int count = group.enumerate(threads);
    return Stream.of(threads).limit(count).toList();
  }

  /** A class loader of the plugin whose jar is closed before jib is loaded. */
  private static final class ClosedRealm extends URLClassLoader {
    private final List<String> refused;

    ClosedRealm(List<String> refused) {
      super(
          new URL[] {JibManifestPusher.class.getProtectionDomain().getCodeSource().getLocation()},
          JibWarmUpTest.class.getClassLoader());
      this.refused = refused;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals("com.google.cloud.tools.jib.registry.RegistryClient")) {
        refused.add(name);
        throw new IllegalStateException("zip file closed");
      }
      if (!name.startsWith("io.github.captainos.")) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }
}
