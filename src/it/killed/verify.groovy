import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.image.Layer
import io.github.captainos.testing.Maven
import io.github.captainos.testing.PublisherProcess
import io.github.captainos.testing.RemoteView
import io.github.captainos.testing.Story
import io.github.captainos.testing.WholeImages
import java.nio.ByteBuffer
import java.nio.file.Files
import java.time.Duration

def times = 20
def story = new Story(basedir, registry, registryHome)
def seed = Long.getLong('captain.it.seed', System.nanoTime())
println "Killed at moments of -Dcaptain.it.seed=$seed"
def random = new Random(seed)

// large enough to be interrupted; no two releases have a layer in common
def content = new byte[8 << 20]
random.nextBytes(content)
def release = { number ->
  ['amd64', 'arm64'].each { arch ->
    ByteBuffer.wrap(content).putInt(number).put(arch.bytes)
    Files.write(story.file(arch + '.iso'), content)
  }
}
def log = story.file('processes.log')
def images = new RemoteView(registry, registryHome, 'it/killed/releases/artifacts')
def start = { PublisherProcess.start(log).tap { publish(registry, 'it/killed/releases', 'v1', basedir.toPath()) } }
def nanos = {
  start().withCloseable {
    def begun = System.nanoTime()
    assertThat(it.problem()).isEmpty()
    System.nanoTime() - begun
  }
}

release(0)
nanos() // the first one has less to do, and a cold machine
release(1)
def duration = nanos()
def tags = WholeImages.check(images)
def moment = { part, of -> Duration.ofNanos((long) (duration * (part + random.nextDouble()) / of)) }

// one release after the other, each over what the one before it left
def killed = 0
def moved = (2..<2 + times).collect { number ->
  release(number)
  start().withCloseable {
    killed += it.killAfter(moment(number - 2, times)) ? 1 : 0
  }
  def before = tags
  tags = WholeImages.check(images)
  assertThat(tags.keySet()).containsExactly('v1', 'v1-amd64', 'v1-arm64')
  tags.count { tag, digest -> before[tag] != digest }
}
println "A publish takes ${duration.intdiv(1000000)} ms; $killed of $times were killed; so many tags had moved: $moved"
// how fast a machine is may change meanwhile, but not by that much
assertThat(killed).isGreaterThan(times.intdiv(4))
nanos()
WholeImages.check(images)
def manifest = images.manifest(images.manifest('v1').path('manifests')[0].path('digest').asText())
def layers = ['amd64', 'arm64'].collect { Layer.of(story.file(it + '.iso'), it + '.iso').descriptor().digest().toString() }
assertThat(manifest.path('layers')*.path('digest')*.asText()).containsAll(layers)

// and with all of Maven, over and over the same release
def maven = new Maven(localRepositoryPath)
def where = ['-Dcaptain.registry=' + registry, '-Dcaptain.gitSha=1234567'] as String[]
killed = 0
3.times {
  killed += maven.runAndKill(basedir.toPath(), ':publish (default-cli)', moment(it, 3), 'publish', where) ? 1 : 0
  WholeImages.check(story.images())
}
assertThat(killed).isPositive()
def next = maven.run(basedir.toPath(), 'publish', where)
assertThat(next.succeeded()).as(next.output()).isTrue()
assertThat(story.images().manifests()).hasSize(9)
assertThat(WholeImages.check(story.images()).keySet()).containsExactly('v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
true
