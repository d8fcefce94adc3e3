import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def port = { context.get(it).address().replaceFirst('.*:', '') }
def tls = "registry.test:${port('tls')}".toString()
def plain = "registry.test:${port('plain')}".toString()
def locked = "registry.test:${port('locked')}".toString()
def proxy = context.get('proxy')
def open = context.get('open')
['tls', 'plain', 'locked', 'proxy', 'open'].each { context.get(it).close() }

// the published images, read without TLS, authentication or proxy
def tags = ['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64']
def published = { name, repositories ->
  def home = context.get(name).home()
  def registry = Distribution.start(home)
  try {
    repositories.each {
      assertThat(new RemoteView(registry.address(), home.toString(), "it/$it/artifacts").tags()).containsExactlyElementsOf(tags)
    }
    assertThat(new RemoteView(registry.address(), home.toString(), 'it/wrong/artifacts').exists()).isFalse()
  } finally {
    registry.close()
  }
}
published('tls', ['proxy', 'jvm'])
published('plain', ['proxy', 'direct'])

// the expected requests went through the proxy
def targets = { it.collect { it.line().replaceFirst('^\\S+ (http://)?', '').replaceFirst('/.*', '') }.toSet() }
assertThat(targets(proxy.seen())).contains(tls, plain, locked)
assertThat(targets(proxy.seen()).findAll { it.startsWith('direct.test') }).isEmpty()
assertThat(targets(open.seen())).contains(tls)
assertThat(proxy.seen()*.line()).contains("CONNECT $tls".toString())
    .anyMatch { it.startsWith("PUT http://$plain/v2/it/proxy/artifacts/manifests/") }

// the proxy's credentials are sent to the proxy with the first request, and the registry's never in plain text
def base64 = { it.bytes.encodeBase64().toString() }
def ticket = 'Basic ' + base64('passenger:ticket-of-the-story')
def forgery = 'Basic ' + base64('passenger:forgery-of-the-story')
assertThat(proxy.seen()*.authorization()).containsOnlyNulls()
assertThat(proxy.seen()*.proxyAuthorization().toSet()).containsExactlyInAnyOrder(ticket, forgery)
assertThat(open.seen()*.proxyAuthorization()).containsOnlyNulls()

def story = new Story(basedir, plain, context.get('plain').home().toString())
def runs = story.runs()
assertThat(runs).hasSize(4)
assertThat(runs[0]).contains('Publish complete', 'BUILD FAILURE', 'the registry answered 401: credentials are not sent over plain HTTP')
assertThat(runs[2]).contains('BUILD FAILURE', "the proxy on the way to $tls")
assertThat(runs[3]).contains('BUILD FAILURE', "the proxy on the way to $plain")
[2, 3].each {
  assertThat(runs[it]).contains('(status 407)', 'the <proxy> of settings.xml')
      .doesNotContain('the registry answered').doesNotContain('trying again')
}
def log = story.text('build.log')
assertThat(log).contains('[DEBUG]')
['ticket-of-the-story', 'forgery-of-the-story', 'secret-of-the-story'].each {
  assertThat(log).doesNotContain(it)
  assertThat(log).doesNotContain(base64("passenger:$it"))
  assertThat(log).doesNotContain(base64("captain:$it"))
}
true
