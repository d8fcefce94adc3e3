import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Story

assertThat(new Story(basedir, registry, registryHome).images().tags()).containsExactly('v1.0.0-arm64')
true
