import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.image.tar.Layer
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.fault.PublisherProgram
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.WholeImages
import java.nio.ByteBuffer
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def through = { Hold hold, String requests -> new FaultyProxy(registry, registry, requests, Integer.MAX_VALUE, hold) }

// large enough to be stopped in the middle; releases have no layers in common
def content = new byte[1 << 19].tap { new Random().nextBytes(it) }
def release = { number ->
  ['amd64', 'arm64'].each { arch ->
    ByteBuffer.wrap(content).putInt(number).put(arch.bytes)
    Files.write(story.file(arch + '.iso'), content)
  }
}
def log = story.file('processes.log')
def images = new RemoteView(registry, registryHome, 'it/killed/releases/artifacts')
def program = PublisherProgram.pack(story.file('program'), new Maven(localRepositoryPath, projectVersion).plugin())
def begin = { address, process = program.start(log) -> process.tap { publish(address, 'it/killed/releases', 'v1', basedir.toPath()) } }
def publish = { begin(registry).withCloseable { assertThat(it.problem()).isEmpty() } }
// kills the build while the hold has stopped a request, unless the build ends before
def isKilled = { Hold hold, String requests ->
  through(hold, requests).withCloseable { proxy ->
    begin(proxy.address()).withCloseable { process ->
      process.askNoMore()
      if (!hold.awaitHeld(1, process.handle())) {
        assertThat(process.problem()).isEmpty()
        return false
      }
      hold.awaitAnswers()
      process.close()
      hold.drop()
      true
    }
  }
}

// one release after the other, each into the repository as the one before left it
release(0)
begin(registry, program.startFirst(log)).withCloseable {
  it.askNoMore()
  assertThat(it.problem()).isEmpty()
  it.awaitEnd()
}
def tags = WholeImages.check(images)
def number = 0
// returns how many tags have moved
def moves = { Closure work ->
  release(++number)
  work()
  def before = tags
  tags = WholeImages.check(images)
  assertThat(tags.keySet()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
  tags.count { tag, digest -> before[tag] != digest }
}

// between any two requests: the registry has answered this number of requests, and receives no other
// after some requests for blobs of a kind, only each third one: nothing refers to a blob yet
def held = []
def moved = []
def killed = true
def kindOf = { it.replaceFirst('/blobs/.*', '/blobs/').replaceFirst('/manifests/.*', '/manifests/') }
def answered = 0
while (killed) {
  def hold = Hold.requestsAfter(answered)
  moved << moves { killed = isKilled(hold, '.*') }
  held.addAll(hold.held().take(1))
  boolean isKnown = killed && held.last().contains('/blobs/') && held.count { kindOf(it) == kindOf(held.last()) } > 3
  answered += isKnown ? 3 : 1
}
println "Killed before each of ${held.size()} requests; so many tags had moved: $moved"
def path = '/v2/it/killed/releases/artifacts/'
def puts = { names -> names.collect { "PUT ${path}manifests/$it".toString() } }
assertThat(held.takeRight(3).take(2)).isSubsetOf(puts(['v1-amd64', 'v1-arm64']))
assertThat(held.takeRight(1)).isEqualTo(puts(['v1']))
// one tag after the other, and that of the combined image last
assertThat(moved).isEqualTo([0] * (held.size() - 2) + [1, 2, 3])

// before the registry is asked for a layer: others may always be the next ones, since they are sent at the same time
def asked = Hold.requests()
assertThat(moves { assertThat(isKilled(asked, 'HEAD .*/blobs/sha256:.*')).isTrue() }).isZero()
held.addAll(asked.held())
['GET /v2/', 'GET .*/manifests/v1.*', 'HEAD .*/blobs/sha256:.*', '(POST|PUT) .*/blobs/uploads/.*', 'PUT .*/manifests/sha256:.*'].each { kind ->
  assertThat(held).as(kind).anyMatch { it ==~ kind }
}

// in the middle of a body
def movedBefore = ['PUT .*/blobs/uploads/', 'PUT .*/manifests/sha256:', 'PUT .*/manifests/v1-amd64 ', 'PUT .*/manifests/v1 '].collect { requests ->
  moves { assertThat(isKilled(Hold.bodiesAfter(requests.contains('blobs') ? 1 << 16 : 0), requests)).as(requests).isTrue() }
}
// the targets' tags move at the same time
assertThat(movedBefore[2]).isLessThan(2)
assertThat(movedBefore).isEqualTo([0, 0, movedBefore[2], 2])

assertThat(moves { publish() }).isEqualTo(3)
def manifest = images.manifest(images.manifest('v1').path('manifests')[0].path('digest').asText())
def layers = ['amd64', 'arm64'].collect { Layer.of(story.file(it + '.iso'), it + '.iso').descriptor().digest().toString() }
assertThat(manifest.path('layers')*.path('digest')*.asText()).containsAll(layers)

// with Maven, the same release several times
def maven = new Maven(localRepositoryPath, projectVersion)
def where = { address -> ['-Dcaptain.registry=' + address, '-Dcaptain.gitSha=1234567'] }
[[Hold.bodiesAfter(1 << 16), 'PUT .*/blobs/uploads/', []],
 [Hold.requests(), 'PUT .*/manifests/v1.0.0 ', ['v1.0.0-amd64', 'v1.0.0-arm64']]].each { hold, requests, there ->
  through(hold, requests).withCloseable { proxy ->
    def process = maven.command(basedir.toPath(), 'captain:publish', *where(proxy.address())).start()
    def isHeld = hold.awaitHeld(1, process.toHandle())
    assertThat(isHeld).as("%s%n%s", requests, isHeld ? '' : process.inputStream.text).isTrue()
    process.destroyForcibly().waitFor()
    hold.drop()
  }
  assertThat(WholeImages.check(story.images()).keySet()).as(requests).containsExactlyElementsOf(there)
}
def next = maven.run(basedir.toPath(), 'captain:publish', *where(registry))
assertThat(next.succeeded()).as(next.output()).isTrue()
assertThat(story.images().manifests()).hasSize(9)
assertThat(WholeImages.check(story.images()).keySet()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
true
