package io.github.captainos.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parameters that are declared twice, since Maven's tools find those of superclasses only: the
 * goals that verify and those that sign overlap, so no tree of superclasses has each once.
 */
class SharedParametersTest {

  @ParameterizedTest
  @ValueSource(strings = {"publishAtEnd", "signKey", "signatureFormat", "builderId"})
  void allGoalsThatHaveOneDescribeItAlike(String name) throws Exception {
    Set<Plugin.Parameter> declared =
        Plugin.parameters().values().stream()
            .map((Map<String, Plugin.Parameter> goal) -> goal.get(name))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    assertThat(declared).hasSize(1);
  }
}
