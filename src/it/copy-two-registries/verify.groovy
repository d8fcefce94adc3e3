import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def mirror = context.get('mirror')
def tokens = context.get('tokens')
[context.get('source'), mirror, tokens]*.close()
assertThat(story.text('build.log')).doesNotContain('secret-of-the-story', 'other-secret')

// within the second one, with a token for both repositories
assertThat(tokens.requests()*.scope()).contains('repository:mirror/os/artifacts:pull,push',
    'repository:release/os/artifacts:pull,push repository:mirror/os/artifacts:pull').noneMatch { it.contains('it/copy-two-registries') }
def log = mirror.home().resolve('access.log').toFile().readLines().findAll { it.contains('"') }
assertThat(log.findAll { it =~ /"(PUT|PATCH|GET) \/v2\/release\/os\/artifacts\/blobs\// }).isEmpty()
assertThat(log.findAll { it =~ /"POST \/v2\/release\/os\/artifacts\/blobs\/uploads\/\?mount=/ }).isNotEmpty()

// the failure is that of the destination, before anything is stored
story.failsWith(mirror.address() + '/untrusted/os/artifacts:v1.0.0', 'No tag has moved.',
    'no trusted TLS connection to ' + mirror.address(), 'captain.toCaCertificate')
assertThat(mirror.home().resolve('storage/docker/registry/v2/repositories').toFile().list()).containsExactlyInAnyOrder('mirror', 'release')

// the same images at both ends
def images = new LayoutView(story.file('target/layout/it/copy-two-registries/artifacts'))
def plain = Distribution.start(mirror.home())
['mirror', 'release'].each { name ->
  def copies = new RemoteView(plain.address(), plain.home().toString(), name + '/os/artifacts')
  assertThat(copies.tags()).isEqualTo(images.tags())
  images.tags().each { assertThat(copies.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }
}
plain.close()
true
