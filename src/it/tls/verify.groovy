import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def server = context.get('registry')
def another = context.get('another-name')
def address = server.address()
server.close()
another.close()

// the published images, read without TLS
def plain = Distribution.start(server.home())
def home = plain.home().toString()
def story = new Story(basedir, plain.address(), home)
try {
  def images = story.images()
  assertThat(images.tags()).contains('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64', 'v2.0.0', 'v2.0.0-amd64', 'v2.0.0-arm64')
  assertThat(images.manifestBytes('v2.0.0')).isEqualTo(images.manifestBytes('v1.0.0'))
  assertThat(new RemoteView(plain.address(), home, 'it/insecure/artifacts').tags())
      .containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
} finally {
  plain.close()
}
story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
assertThat(Files.exists(another.home().resolve('storage/docker'))).isFalse()

// one message each, without a retry
story.failsWith()
def runs = story.runs()
assertThat(runs).hasSize(2)
assertThat(runs[0]).contains("no trusted TLS connection to $address", 'captain.caCertificate')
assertThat(runs[1]).contains("the certificate of ${another.address()} is for other hosts", 'registry.test', 'Check captain.registry')
[0, 1].each {
  assertThat(runs[it]).contains('BUILD FAILURE').doesNotContain('trying again').doesNotContain('tried ')
}

// captain.insecure causes a warning
assertThat(story.text('build.log'))
    .containsOnlyOnce("[WARNING] captain.insecure is true: the certificate of $address is not verified")
assertThat(runs[0]).contains('captain.insecure is true')
true
