package io.github.captainos.release.combine;

import io.github.captainos.image.Blob;
import io.github.captainos.image.Descriptor;
import io.github.captainos.registry.Access;
import io.github.captainos.registry.Registries;
import io.github.captainos.registry.Registry;
import io.github.captainos.registry.RegistryOptions;
import io.github.captainos.release.Publishing;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.ReleaseVersion;
import io.github.captainos.release.publish.input.TargetFiles;
import io.github.captainos.report.CombineReport;
import io.github.captainos.testing.HangGuard;
import io.github.captainos.testing.image.LayoutView;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A release whose targets are published one by one into the layout {@code images}, and all at once
 * into the layout {@code whole}.
 */
final class CombineFixture {
  static final String REPOSITORY = "oci:images/captain/os/artifacts";

  final Path directory;
  List<TargetFiles> targets = List.of(target("amd64"), target("arm64"));
  String tag = "v1";
  @Nullable String flavor;
  String commit = "1234567";
  Instant created = Instant.EPOCH;
  String compression = "none";
  List<String> platforms = List.of("linux/amd64", "linux/arm64");
  Map<String, @Nullable String> annotations = Map.of();
  @Nullable String source;

  CombineFixture(Path directory) throws IOException {
    this.directory = directory;
    for (String target : List.of("amd64", "arm64", "riscv64")) {
      Files.writeString(directory.resolve(target + ".iso"), "the ISO for " + target);
    }
  }

  /** Returns a release for one platform, whose targets have been published. */
  static CombineFixture published(Path directory) throws IOException, ReleaseException {
    CombineFixture release = new CombineFixture(directory);
    release.platforms = List.of("linux/arm64");
    release.publishEach();
    return release;
  }

  static TargetFiles target(String name) {
    return Publishing.target(name, name + ".iso");
  }

  List<String> names() {
    return targets.stream().map(TargetFiles::name).toList();
  }

  private Publishing publishing(String registry, String selected) {
    Publishing publishing = new Publishing(directory, targets.toArray(TargetFiles[]::new));
    publishing.repository = Publishing.repository(registry, directory);
    publishing.versioning =
        new ReleaseVersion(
            Publishing.setting(tag),
            flavor == null ? null : Publishing.setting(flavor),
            Publishing.setting(commit),
            null,
            created,
            directory);
    publishing.target = selected;
    publishing.compression = compression;
    publishing.platforms = platforms;
    publishing.annotations = annotations;
    publishing.source = source;
    return publishing;
  }

  /** Publishes a target, {@code both} or {@code all}. */
  void publish(String registry, String selected) throws ReleaseException {
    publishing(registry, selected).publish();
  }

  /** Publishes every target, as a machine for each would. */
  void publishEach() throws ReleaseException {
    for (String target : names()) {
      publish("oci:images", target);
    }
  }

  Combiner job(boolean overwrite, boolean dryRun) throws ReleaseException {
    return job(publishing("oci:images", "all"), overwrite, dryRun);
  }

  private Combiner job(Publishing publishing, boolean overwrite, boolean dryRun)
      throws ReleaseException {
    return new Combiner(publishing.release(), directory.resolve("combined"), overwrite, dryRun);
  }

  CombineReport combine() throws ReleaseException {
    return job(true, false).run();
  }

  CombineReport combine(boolean overwrite, Calls calls) throws ReleaseException {
    return combine(overwrite, false, calls);
  }

  CombineReport combine(boolean overwrite, boolean dryRun, Calls calls) throws ReleaseException {
    Publishing publishing = publishing("oci:images", "all");
    publishing.opener = (repository, access) -> calls.registry(open());
    return job(publishing, overwrite, dryRun).run();
  }

  Registry open() {
    try {
      return Registries.open(
          "oci:images",
          "captain/os/artifacts",
          directory,
          Access.WRITE,
          null,
          RegistryOptions.of(0, HangGuard.TIMEOUT));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  LayoutView images() {
    return view("images");
  }

  LayoutView whole() {
    return view("whole");
  }

  private LayoutView view(String layouts) {
    return new LayoutView(directory.resolve(layouts).resolve("captain/os/artifacts"));
  }

  /** Notes what is asked of a registry, and lets something happen before a call. */
  static class Calls {
    /** Each as the name of the method and the tag or digest that it is about. */
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());

    /** Runs before a call. */
    void before(String call) throws Exception {}

    final List<String> writes() {
      return calls.stream()
          .filter(call -> call.startsWith("push") || call.startsWith("tag"))
          .toList();
    }

    private Registry registry(Registry real) {
      return (Registry)
          Proxy.newProxyInstance(
              Registry.class.getClassLoader(),
              new Class<?>[] {Registry.class},
              (proxy, method, arguments) -> {
                String call = method.getName() + " " + subject(arguments);
                before(call);
                calls.add(call);
                try {
                  return method.invoke(real, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }

    private static String subject(Object @Nullable [] arguments) {
      if (arguments == null) {
        return "";
      }
      if (arguments[0] instanceof Blob blob) {
        return blob.descriptor().digest().toString();
      }
      if (arguments[0] instanceof Map<?, ?> tags) {
        return tags.keySet().toString();
      }
      return arguments[0] instanceof Descriptor blob
          ? blob.digest().toString()
          : arguments[0].toString();
    }
  }
}
