import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def images = { new RemoteView(registry, registryHome, 'it/publish-one-target/' + it) }
def published = images('from-pom')
assertThat(published.tags()).containsExactly('v2-command-line-arm64')
assertThat(published.manifest('v2-command-line-arm64').path('manifests')*.path('platform')*.path('architecture')*.asText())
    .containsExactly('riscv64')
assertThat(published.manifests()).hasSize(2)
assertThat(story.file('target/captain').toFile().list()).contains('sha256sums-arm64.txt').doesNotContain('sha256sums-amd64.txt')
// the log explains why the others are not published
story.prints("Publishing only the image of arm64: captain.target is 'arm64' (from the environment variable TARGET)",
    'Skipped: captain.skip is true.')
assertThat(images('skipped').exists()).isFalse()
true
