import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

assertThat(new Story(basedir, registry, registryHome).images().tags()).containsExactly('v1.0.0-arm64')
true
