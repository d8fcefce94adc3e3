import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
assertThat(story.images().tags()).containsExactly('v1.0.0-arm64')
assertThat(story.images().manifests()).hasSize(3)
assertThat(Files.exists(story.file('target/captain/sha256sums-arm64.txt'))).isTrue()
assertThat(Files.exists(story.file('target/captain/sha256sums-amd64.txt'))).isFalse()
true
