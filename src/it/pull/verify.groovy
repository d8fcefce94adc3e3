import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)

story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
story.holds(story.file('target/arm64'), ['arm64'])
// 8 for the combined image, none for the same again, 4 for arm64
assertThat(story.images().requests().count { it ==~ /GET .*\/blobs\/sha256:.*/ }).isEqualTo(8 + 0 + 4)
story.prints('Pull complete', 'Target: both', 'vmlinuz-arm64', ' fetched', ' present',
    "The target 'all' (from -Dcaptain.target) is none of this project's. Valid are: amd64, arm64, both (also written combined).",
    'There is no image ' + story.images().reference() + ':v9.')
true
