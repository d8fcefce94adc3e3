import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.image.Manifest
import io.github.captainos.registry.Access
import io.github.captainos.registry.ParameterNames
import io.github.captainos.registry.Registries
import io.github.captainos.registry.RegistryOptions
import io.github.captainos.testing.fault.Fault
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.HangGuard
import io.github.captainos.testing.story.Story
import java.nio.file.Path

def tokens = context.get('tokens')
def server = context.get('registry')
def story = new Story(basedir, server.address(), server.home().toString())
try {
  assertThat(story.images().with(tokens).tags())
      .containsExactly('v1', 'v1-amd64', 'v1-arm64', 'v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
  story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])

  // one token for a goal, with only the required permissions; no retry after a refusal
  assertThat(tokens.requests().collect { "${it.scope()} ${it.admitted()}".toString() }).containsExactly(
      'repository:it/token-service/artifacts:pull,push true',
      'repository:it/token-service/artifacts:pull true',
      'repository:it/token-service/artifacts:pull,push true',
      'repository:it/wrong/artifacts:pull,push false')

  def log = story.text('build.log')
  def last = log.substring(log.lastIndexOf('Scanning for projects'))
  assertThat(last.readLines().findAll { it.contains('the registry answered 401') }).singleElement().asString()
      .contains('UNAUTHORIZED who are you?', "The credentials used were those in ${story.file('wrong/config.json')}".toString(), 'docker login')
  assertThat(last).doesNotContain('\tat ').doesNotContain('trying again')

  assertThat(log).contains('[DEBUG]')
  ['secret-of-the-story', 'guess-of-the-story'].each {
    assertThat(log).doesNotContain(it).doesNotContain("captain:$it".bytes.encodeBase64().toString())
  }
  assertThat(tokens.tokens()).hasSize(3)
  tokens.tokens().each { token ->
    def parts = token.split('\\.')
    assertThat(log).doesNotContain(parts[1]).doesNotContain(parts[2])
  }

  // tokens that expire during the run: the registry refuses them, and one new token is fetched each time
  def proxy = new FaultyProxy(server.address(), tokens.address(), '.*', Integer.MAX_VALUE,
      Fault.changeLogin { tokens.asOfNow(it) })
  def login = new PasswordAuthentication('captain', 'secret-of-the-story'.toCharArray())
  def options = new RegistryOptions(0, HangGuard.TIMEOUT, login, 'the story', null, false,
      ProxySelector.getDefault(), new Authenticator() {}, ParameterNames.USUAL)
  def config = Manifest.of('application/vnd.oci.image.config.v1+json', '{}'.bytes)
  def json = groovy.json.JsonOutput.toJson([schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: [mediaType: config.descriptor().mediaType(), digest: config.descriptor().digest().toString(), size: 2],
      layers: []])
  def manifest = Manifest.of('application/vnd.oci.image.manifest.v1+json', json.bytes)
  Registries.open(proxy.address(), 'it/short', Path.of('/'), Access.WRITE, null, options).withCloseable {
    it.pushBlob(config)
    tokens.expire()
    assertThat(it.hasBlob(config.descriptor())).isTrue()
    tokens.expire()
    it.pushManifest(manifest)
    tokens.expire()
    it.tag('v1', manifest)
    tokens.expire()
    assertThat(it.manifest('v1').get().bytes()).isEqualTo(manifest.bytes())
  }
  proxy.close()
  assertThat(proxy.injected()).isEqualTo(4)
  assertThat(tokens.tokens()).hasSize(3 + 5)
  def refused = server.home().resolve('access.log').toFile().readLines().findAll { it =~ ' /v2/it/short/.* 401 ' }
  assertThat(refused.collect { it.split('"')[1].split(' ')[0] }).containsExactly('HEAD', 'PUT', 'PUT', 'GET')
} finally {
  server.close()
  tokens.close()
}
true
