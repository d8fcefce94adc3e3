import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.image.tar.Layer
import io.github.captainos.registry.RegistryOptions
import io.github.captainos.release.Publishing
import io.github.captainos.release.ReleaseException
import io.github.captainos.release.Repository
import io.github.captainos.testing.HangGuard
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.fault.Hold
import io.github.captainos.testing.fault.PublisherProcess
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.image.WholeImages
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import java.nio.ByteBuffer
import java.nio.file.Files

// the build after the one that was killed
def story = new Story(basedir, registry, registryHome)
assertThat(story.text('build.log')).doesNotContain('[INFO]')
assertThat(story.images().manifests()).hasSize(9)
assertThat(WholeImages.check(story.images()).keySet()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')

// large enough to be stopped in the middle; releases have no layers in common
def content = new byte[1 << 17].tap { new Random().nextBytes(it) }
def release = { number ->
  ['amd64', 'arm64'].each { arch ->
    ByteBuffer.wrap(content).putInt(number).put(arch.bytes)
    Files.write(story.file(arch + '.iso'), content)
  }
}
def images = new RemoteView(registry, registryHome, 'it/killed/releases/artifacts')
def through = { Hold hold, String requests -> new FaultyProxy(registry, registry, requests, Integer.MAX_VALUE, hold) }
def publish = { address ->
  def publishing = Publishing.ofFiles(basedir.toPath())
  publishing.repository = new Repository(address, 'it/killed/releases', 'artifacts', basedir.toPath(), RegistryOptions.of(0, HangGuard.TIMEOUT))
  publishing.publish()
}

// one release after the other, each into the repository as the one before left it
release(0)
publish(registry)
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

// cuts a build off while the hold has stopped a request, unless the build ends before: the registry receives no other request,
// as if the build had been killed
def cutOff = { Hold hold, String requests ->
  def isDone = false
  Thread.startDaemon {
    HangGuard.await('a request that is held') { isDone || hold.held() }
    hold.awaitAnswers()
    hold.drop()
  }
  through(hold, requests).withCloseable { proxy ->
    try {
      publish(proxy.address())
    } catch (ReleaseException e) {
      assertThat(hold.held()).as(e.message).isNotEmpty()
    } finally {
      isDone = true
    }
  }
}

// between any two requests: the registry has answered this number of requests
// after some requests for blobs of a kind, only each third one: nothing refers to a blob yet
def held = []
def moved = []
def kindOf = { it.replaceFirst('/blobs/.*', '/blobs/') }
for (int answered = 0; held.size() == moved.size(); ) {
  def hold = Hold.requestsAfter(answered)
  moved << moves { cutOff(hold, '.*') }
  held.addAll(hold.held().take(1))
  answered += held.last().contains('/blobs/') && held.count { kindOf(it) == kindOf(held.last()) } > 3 ? 3 : 1
}
println "Ended before ${held.size()} requests; so many tags had moved: $moved"
def path = '/v2/it/killed/releases/artifacts/'
def puts = { names -> names.collect { "PUT ${path}manifests/$it".toString() } }
assertThat(held.takeRight(3).take(2)).isSubsetOf(puts(['v1-amd64', 'v1-arm64']))
assertThat(held.takeRight(1)).isEqualTo(puts(['v1']))
// one tag after the other, and that of the combined image last
assertThat(moved).isEqualTo([0] * (held.size() - 2) + [1, 2, 3])

// before the registry is asked for a layer: others may always be the next ones, since they are sent at the same time
def asked = Hold.requests()
assertThat(moves { cutOff(asked, 'HEAD .*/blobs/sha256:.*') }).isZero()
held.addAll(asked.held())
['GET /v2/', 'GET .*/manifests/v1.*', 'HEAD .*/blobs/sha256:.*', '(POST|PUT) .*/blobs/uploads/.*', 'PUT .*/manifests/sha256:.*'].each { kind ->
  assertThat(held).as(kind).anyMatch { it ==~ kind }
}

// a process is killed in the middle of a body
def kill = { Hold hold, String requests ->
  through(hold, requests).withCloseable { proxy ->
    PublisherProcess.start(new Maven(localRepositoryPath, projectVersion).plugin(), story.file('processes.log')).withCloseable { process ->
      process.publish(proxy.address(), 'it/killed/releases', 'v1', basedir.toPath())
      process.askNoMore()
      assertThat(hold.awaitHeld(1, process.handle())).as(requests).isTrue()
      hold.awaitAnswers()
    }
    hold.drop()
  }
}
def movedBefore = ['PUT .*/blobs/uploads/', 'PUT .*/manifests/sha256:', 'PUT .*/manifests/v1-amd64 ', 'PUT .*/manifests/v1 '].collect { requests ->
  moves { kill(Hold.bodiesAfter(requests.contains('blobs') ? 1 << 16 : 0), requests) }
}
// the targets' tags move at the same time
assertThat(movedBefore[2]).isLessThan(2)
assertThat(movedBefore).isEqualTo([0, 0, movedBefore[2], 2])

assertThat(moves { publish(registry) }).isEqualTo(3)
def manifest = images.manifest(images.manifest('v1').path('manifests')[0].path('digest').asText())
def layers = ['amd64', 'arm64'].collect { Layer.of(story.file(it + '.iso'), it + '.iso').descriptor().digest().toString() }
assertThat(manifest.path('layers')*.path('digest')*.asText()).containsAll(layers)

true
