import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.RemoteView

def images = new RemoteView(registry, registryHome, 'it/precedence/from-pom')
assertThat(images.tags()).containsExactly('v2-command-line-amd64')
assertThat(images.manifest('v2-command-line-amd64').path('manifests')*.path('platform')*.path('architecture')*.asText())
    .containsExactly('riscv64')
true
