import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def images = new RemoteView(registry, registryHome, 'it/precedence/from-pom')
assertThat(images.tags()).containsExactly('v2-command-line-amd64')
assertThat(images.manifest('v2-command-line-amd64').path('manifests')*.path('platform')*.path('architecture')*.asText())
    .containsExactly('riscv64')
// the log explains why the others are not published
new Story(basedir, registry, registryHome).prints(
    "Publishing only the image of amd64: captain.target is 'amd64' (from the environment variable TARGET)")
true
