package io.github.captainos.release.combine;

import static io.github.captainos.release.combine.ForgedImage.CONFIG;
import static io.github.captainos.release.combine.ForgedImage.MANIFEST;
import static io.github.captainos.release.combine.ForgedImage.digest;
import static io.github.captainos.release.combine.ForgedImage.document;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.image.Descriptor;
import io.github.captainos.image.Document;
import io.github.captainos.registry.Registry;
import io.github.captainos.release.ReleaseException;
import io.github.captainos.release.steps.Opener;
import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that answers with other bytes than it should. */
class LyingRegistryTest {

  @TempDir private Path directory;
  private CombineFixture release;
  private ForgedImage arm64;

  @BeforeEach
  void publish() throws Exception {
    release = CombineFixture.published(directory);
    arm64 = new ForgedImage(release);
  }

  /** A registry that answers something else to a request. */
  private void assertRefusedFrom(UnaryOperator<Object> answers, String method, String problem) {
    Opener lying =
        (repository, access) -> {
          Registry real = release.open();
          return (Registry)
              Proxy.newProxyInstance(
                  Registry.class.getClassLoader(),
                  new Class<?>[] {Registry.class},
                  (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                      Object answer = answers.apply(arguments[0]);
                      if (answer instanceof byte[] bytes) {
                        return ((Registry.Reader<?>) arguments[1])
                            .read(new ByteArrayInputStream(bytes));
                      }
                      if (answer != null) {
                        return answer;
                      }
                    }
                    try {
                      return called.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
        };
    assertThatThrownBy(() -> Combiner.combine(release.request(true, false), lying))
        .isInstanceOf(ReleaseException.class)
        .hasMessageContaining(problem)
        .hasMessageEndingWith("No tag has moved.");
    assertThat(release.images().tags()).doesNotContain("v1");
  }

  @Test
  void otherBytesThanThoseOfADigestAreRefused() {
    String digest = digest(arm64.index(), MANIFEST);
    Document other = document(MANIFEST, "{}");
    assertRefusedFrom(
        asked -> asked.equals(digest) ? Optional.of(other) : null,
        "find",
        "the registry sent the manifest " + other.descriptor().digest() + " for " + digest);
    byte[] flipped = arm64.config().replace("captain publish", "captain PUBLISH").getBytes(UTF_8);
    String config = digest(arm64.manifest(), CONFIG);
    UnaryOperator<Object> configIs =
        asked -> ((Descriptor) asked).digest().toString().equals(config) ? flipped : null;
    assertRefusedFrom(configIs, "read", "the bytes received are not those of " + config);
  }

  @Test
  void aConfigThatIsLongerOrShorterThanItsSizeIsRefused() {
    byte[] longer = (arm64.config() + " ").getBytes(UTF_8);
    byte[] shorter = arm64.config().substring(1).getBytes(UTF_8);
    assertRefusedFrom(asked -> longer, "read", " has more than its ");
    assertRefusedFrom(asked -> shorter, "read", "reading the config for linux/arm64 failed: ");
  }
}
