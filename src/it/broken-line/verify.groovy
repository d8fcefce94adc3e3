import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.BadLine
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.server.UploadProtocol
import io.github.captainos.testing.server.UploadServer
import io.github.captainos.testing.image.WholeImages
import java.nio.file.Files
import java.nio.file.Path

def story = new Story(basedir, registry, registryHome)
int mib = 1 << 20
int cut = 8 * mib
def sizes = ['os.iso': 30 * mib, vmlinuz: 5 * mib]
sizes.each { name, size -> Files.write(story.file(name), new byte[size].tap { bytes -> new Random(size).nextBytes(bytes) }) }
long all = sizes.values().sum()
// what proxies and the system have taken of what was cut off
long lost = 4 * mib
def maven = new Maven(localRepositoryPath, projectVersion)
def run = { String goal, List<String> arguments ->
  def result = maven.run(basedir.toPath(), 'captain:' + goal, '-Dcaptain.gitSha=1234567', '-Dcaptain.parallelism=2', '-Dcaptain.timeout=300', *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  assertThat(result.output()).doesNotContain('\tat ')
  result.output()
}
// a line to a registry, for a while
def through = { BadLine line, String address, Closure work ->
  new FaultyProxy(address, address, '', Integer.MAX_VALUE, line).withCloseable { work(it.address()) }
  line
}
def over = { String address, Closure work ->
  def line = through(BadLine.cutAfter(cut), address, work)
  assertThat(line.resets()).as('connections that were reset').isPositive()
  line
}
def at = { String address, String name -> ['-Dcaptain.registry=' + address, '-Dcaptain.repository=it/broken-line/' + name] }
def pulls = { String address, String name ->
  def line = over(address) { run('pull', at(it, name) + ['-Dcaptain.pullOutput=target/' + name]) }
  assertThat(line.read()).as('bytes read').isBetween(all, all + lost)
  sizes.keySet().each { assertThat(story.file('target/' + name + '/' + it)).hasSameBinaryContentAs(story.file(it)) }
}

// Distribution 2.8 forgets an upload that is cut off: it begins again, in chunks, and once only
def images = { String name -> new RemoteView(registry, registryHome, 'it/broken-line/' + name + '/artifacts') }
def published = over(registry) { run('publish', at(it, 'forgotten')) }
assertThat(WholeImages.check(images('forgotten'))).containsOnlyKeys('v1.0.0', 'v1.0.0-amd64')
assertThat(published.sent()).as('bytes sent').isBetween(all, all + cut + lost)
assertThat(published.chunks()).isNotEmpty().first().asString().startsWith('0-')
pulls(registry, 'forgotten')
def to = { String address, String name -> ['-Dcaptain.toRegistry=' + address, '-Dcaptain.toRepository=it/broken-line/' + name] }
def source = over(registry) { from ->
  // a gateway that ends long requests: the same
  def destination = through(BadLine.endingAfter(cut), registry) { run('copy', at(from, 'forgotten') + to(it, 'copied')) }
  assertThat(destination.refusals()).as('requests that were ended').isOne()
  assertThat(destination.sent()).as('bytes sent').isBetween(all, all + cut + 2 * lost)
  assertThat(destination.chunks()).isNotEmpty().first().asString().startsWith('0-')
}
assertThat(WholeImages.check(images('copied'))).isEqualTo(WholeImages.check(images('forgotten')))
assertThat(source.read()).as('bytes read, those twice that the destination has forgotten').isBetween(all, all + cut + 3 * lost)

// Distribution 3 keeps it: it gets the rest. What stands in for it answers as it does
def home = story.file('target/distribution3')
def binary = distribution3 ? Distribution.startBinary(Path.of(distribution3), home) : null
def standIn = UploadServer.inFrontOf(registry)
try {
  if (binary) {
    assertThat(UploadProtocol.answers(standIn.address())).isEqualTo(UploadProtocol.answers(binary.address()))
  } else {
    println 'captain.it.distribution3 names no binary of Distribution 3; a stand-in is used'
  }
  def address = binary ? binary.address() : standIn.address()
  def view = { String name ->
    binary ? new RemoteView(address, home.toString(), 'it/broken-line/' + name + '/artifacts') : images(name)
  }
  def resumed = over(address) { run('publish', at(it, 'resumed')) }
  assertThat(WholeImages.check(view('resumed'))).isEqualTo(WholeImages.check(images('forgotten')))
  assertThat(resumed.sent()).as('bytes sent').isBetween(all, all + 4 * lost)
  assertThat(resumed.chunks()).isNotEmpty().noneMatch { it.startsWith('0-') }
  source = over(registry) { from ->
    def destination = over(address) { run('copy', at(from, 'forgotten') + to(it, 'kept')) }
    assertThat(destination.sent()).as('bytes sent').isBetween(all, all + 4 * lost)
    assertThat(destination.chunks()).isNotEmpty().noneMatch { it.startsWith('0-') }
  }
  assertThat(source.read()).as('bytes read').isBetween(all, all + 6 * lost)
  assertThat(WholeImages.check(view('kept'))).isEqualTo(WholeImages.check(images('forgotten')))
} finally {
  standIn.close()
  binary?.close()
}

// a limit of the request's size, which the first answer says, is remembered (RefusedBodyTest has other limits): the second file is sent in chunks at once
def accepting = { long bytes, Closure work -> through(BadLine.accepting(bytes), registry, work) }
def lengths = { BadLine line -> line.chunks().collect { def (first, last) = it.split('-')*.toLong(); last - first + 1 } }
def one = '-Dcaptain.parallelism=1'
def found = accepting(12_000_000) { address ->
  assertThat(run('publish', at(address, 'found') + one)).contains('The registry answered 413', 'trying chunks of 10000000 bytes')
}
assertThat(found.refusals()).isOne()
assertThat(lengths(found).max()).isEqualTo(10_000_000)
assertThat(found.sent()).as('bytes sent').isBetween(all, all + 4 * mib)
assertThat(WholeImages.check(images('found'))).isEqualTo(WholeImages.check(images('forgotten')))
true
