import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.server.Account
import io.github.captainos.testing.server.Certificates
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.server.SigningKey
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.server.TokenServer
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def target = Files.createDirectories(story.file('target'))
def maven = new Maven(localRepositoryPath, projectVersion)
def password = 'secret-of-the-story'
def other = 'other-secret'

// one registry with a password, one with a token service; each with a certificate of its own authority
def one = Certificates.create(target.resolve('one'))
def two = Certificates.create(target.resolve('two'))
def tokens = TokenServer.start(SigningKey.make(target.resolve('key')), 'mirror', other)
def start = { name, certificates, String[] more ->
  def lines = certificates.issue(name, 'ip:127.0.0.1').distribution() + (more as List)
  Distribution.start(target.resolve(name), lines as String[])
}
def source = start('source', one, Account.htpasswd(target.resolve('htpasswd')))
def destination = start('destination', two, tokens.configuration(false))
try {
  def properties = ['-Dsource=' + source.address(), '-Dmirror=' + destination.address(),
      "-Dsource.authority=${one.authority()}", "-Dmirror.authority=${two.authority()}"]
  def run = { String... arguments -> maven.run(basedir.toPath(), *arguments, *properties) }

  // the failure is that of the destination, before anything is stored
  def failed = run('captain:publish', 'captain:copy@to-layout', 'captain:copy@to-mirror', '-Dcaptain.toCaCertificate=')
  assertThat(failed.succeeded()).isFalse()
  assertThat(failed.output()).contains(destination.address() + '/mirror/os/artifacts:v1.0.0', 'No tag has moved.',
      'no trusted TLS connection to ' + destination.address(), 'captain.toCaCertificate').doesNotContain(password, other)
  assertThat(Files.exists(destination.home().resolve('storage/docker'))).isFalse()

  // and within the second one, with a token for both repositories
  def copied = run('captain:copy@to-mirror', 'captain:copy@within', '-Dcaptain.toCaCertificate=' + two.authority())
  assertThat(copied.succeeded()).as(copied.output()).isTrue()
  assertThat(copied.output()).contains('Copy complete').doesNotContain(password, other)
  assertThat(tokens.requests()*.scope()).contains('repository:mirror/os/artifacts:pull,push',
      'repository:release/os/artifacts:pull,push repository:mirror/os/artifacts:pull').noneMatch { it.contains('it/copy-two-registries') }
  def log = destination.home().resolve('access.log').toFile().readLines().findAll { it.contains('"') }
  assertThat(log.findAll { it =~ /"(PUT|PATCH|GET) \/v2\/release\/os\/artifacts\/blobs\// }).isEmpty()
  assertThat(log.findAll { it =~ /"POST \/v2\/release\/os\/artifacts\/blobs\/uploads\/\?mount=/ }).isNotEmpty()
} finally {
  source.close()
  destination.close()
  tokens.close()
}
// the same images at both ends
def images = new LayoutView(story.file('target/layout/it/copy-two-registries/artifacts'))
def plain = Distribution.start(destination.home())
try {
  ['mirror', 'release'].each { name ->
    def copies = new RemoteView(plain.address(), plain.home().toString(), name + '/os/artifacts')
    assertThat(copies.tags()).isEqualTo(images.tags())
    images.tags().each { assertThat(copies.manifestBytes(it)).isEqualTo(images.manifestBytes(it)) }
  }
} finally {
  plain.close()
}
true
