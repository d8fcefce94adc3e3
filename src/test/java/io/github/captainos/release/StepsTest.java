package io.github.captainos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.captainos.registry.ContentException;
import io.github.captainos.registry.RegistryException;
import java.io.IOException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class StepsTest {
  private static void assertIsOfContent(boolean isOfContent, Steps.Step<String> step) {
    assertThatThrownBy(() -> Steps.step("os:v1", "reading it", Steps.NOTHING_CHANGED, step))
        .asInstanceOf(InstanceOfAssertFactories.type(ReleaseException.class))
        .returns(isOfContent, Steps::isOfContent);
  }

  @Test
  void whatARepositoryHoldsIsToldFromFailedRequestsAndFullMemory() {
    assertIsOfContent(
        true,
        () -> {
          throw new IOException("it is no manifest");
        });
    assertIsOfContent(
        true,
        () -> {
          throw new ContentException("it was cut off");
        });
    assertIsOfContent(
        false,
        () -> {
          throw new RegistryException("the registry answered 500");
        });
    assertIsOfContent(
        false,
        () -> {
          throw new OutOfMemoryError("Java heap space");
        });
    assertThat(Steps.isOfContent(new ReleaseException("It is for another platform."))).isTrue();
  }
}
