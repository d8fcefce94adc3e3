import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.BadLine
import io.github.captainos.testing.fault.FaultyProxy
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.WholeImages
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
int mib = 1 << 20
def sizes = ['os.iso': 23 * mib, vmlinuz: 13 * mib]
sizes.each { name, size -> Files.write(story.file(name), new byte[size].tap { bytes -> new Random(size).nextBytes(bytes) }) }
long all = sizes.values().sum()
def maven = new Maven(localRepositoryPath, projectVersion)
def begin = { String goal, List<String> arguments ->
  maven.run(basedir.toPath(), 'captain:' + goal, '-Dcaptain.gitSha=1234567', '-Dcaptain.parallelism=1', '-Dcaptain.timeout=300', *arguments)
}
def run = { String goal, List<String> arguments ->
  def result = begin(goal, arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  result.output()
}
def accepting = { long bytes, Closure work ->
  def limit = BadLine.accepting(bytes)
  new FaultyProxy(registry, registry, '', Integer.MAX_VALUE, limit).withCloseable { work(it.address()) }
  limit
}
def at = { String address, String name -> ['-Dcaptain.registry=' + address, '-Dcaptain.repository=it/size-limit/' + name] }
def images = { String name -> new RemoteView(registry, registryHome, 'it/size-limit/' + name + '/artifacts') }
def lengths = { BadLine line -> line.chunks().collect { def (from, to) = it.split('-')*.toLong(); to - from + 1 } }

// what the first answer says is remembered: the second file is sent in chunks at once
def found = accepting(12_000_000) { address ->
  assertThat(run('publish', at(address, 'found'))).contains('The registry answered 413', 'trying chunks of 10000000 bytes')
}
assertThat(found.refusals()).isOne()
assertThat(lengths(found).max()).isEqualTo(10_000_000)
assertThat(found.sent()).as('bytes sent').isBetween(all, all + 4 * mib)
assertThat(WholeImages.check(images('found'))).containsOnlyKeys('v1.0.0', 'v1.0.0-amd64')

// a copy reads each file once
def copied = accepting(3_000_000) { address ->
  run('copy', at(registry, 'found') + ['-Dcaptain.toRegistry=' + address, '-Dcaptain.toRepository=it/size-limit/copied'])
}
assertThat(lengths(copied).max()).isEqualTo(1_000_000)
assertThat(WholeImages.check(images('copied'))).isEqualTo(WholeImages.check(images('found')))

// downloads have no such limit
accepting(1) { address ->
  run('pull', at(address, 'copied') + ['-Dcaptain.pullOutput=target/pulled'])
}
sizes.keySet().each { assertThat(story.file('target/pulled/' + it)).hasSameBinaryContentAs(story.file(it)) }

// a limit that nothing is below is an error with what to do
def refused = accepting(100_000) { address ->
  def result = begin('publish', at(address, 'refused'))
  assertThat(result.succeeded()).isFalse()
  assertThat(result.output().replaceAll(/\s+/, ' '))
      .contains('uploading os.iso failed', 'the registry answered 413', 'Increase this limit', 'No tag has moved.')
      .doesNotContain('\tat ')
}
assertThat(refused.sent()).as('bytes sent').isLessThan(all)
assertThat(images('refused').tags()).isEmpty()
true
