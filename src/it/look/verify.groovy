import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.image.RawImage
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import io.github.captainos.testing.image.Tar
import io.github.captainos.testing.TestKeys
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.util.stream.IntStream

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def maven = new Maven(localRepositoryPath, projectVersion)
// the second release, signed, and a flavor of which a target is missing; Maven has published the first
Files.writeString(story.file('firmware/config.txt'), 'arm_64bit=0')
Files.writeString(story.file('firmware/overlays/new.dtbo'), 'another overlay')
Files.delete(story.file('firmware/overlays/x.dtbo'))
['openssl.pem', 'openssl.pub'].each { Files.write(story.file(it), TestKeys.file(it)) }
def second = maven.run(basedir.toPath(), 'deploy', 'captain:publish@pi', '-Dcaptain.registry=' + registry, '-Dcaptain.tag=v1.1.0',
    '-Dcaptain.signKey=openssl.pem', '-Dproject.build.outputTimestamp=2026-02-28T12:00:00Z')
assertThat(second.succeeded()).as(second.output()).isTrue()

// more tags than a page of the registry has, as builds of a main branch leave them
def manifest = images.manifestBytes('v1.0.0')
def http = HttpClient.newHttpClient()
IntStream.range(0, 1100).parallel().forEach {
  def put = HttpRequest.newBuilder(URI.create("http://$registry/v2/it/look/artifacts/manifests/build-$it"))
      .header('Content-Type', 'application/vnd.oci.image.index.v1+json')
      .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest)).build()
  assertThat(http.send(put, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(201)
}
assertThat(images.tags()).hasSizeGreaterThan(1000)

// the blobs that may be read
def manifests = ['v1.0.0', 'v1.1.0', 'v1.1.0-amd64', 'v1.1.0-arm64', 'v1.1.0-pi-arm64'].collectMany { tag ->
  images.manifest(tag).path('manifests').collect { images.manifest(it.path('digest').asText()) }
}
def title = { it.path('annotations').path('org.opencontainers.image.title').asText() }
def files = manifests.collectMany { it.path('layers').toList() }.findAll { !title(it).startsWith('sha256sums-') }*.path('digest')*.asText() as Set
assertThat(files).hasSize(4)

def empty = Files.createDirectories(story.file('target/empty'))
def summary = Files.createFile(story.file('target/summary.md'))
def report = { Path directory, String goal -> ReportSchema.read(directory.resolve("target/captain/${goal}.json")) }
// runs several goals, and returns the requests
def look = { Maven with, Path directory, List<String> goals, String... arguments ->
  def before = images.requests().size()
  def result = with.run(directory, *goals.collect { 'captain:' + it }, '-Dcaptain.registry=' + registry, *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  assertThat(result.output()).doesNotContain('WARN')
  def requests = images.requests().drop(before)
  assertThat(requests).noneMatch { request -> files.any { request.contains(it) } }
      .allMatch { it.startsWith('GET ') }
  [output: result.output(), requests: requests]
}

// with a POM, and without one; the second release is compared with the first one, as if one went back to it
def goals = ['inspect', 'diff', 'list']
def both = ['-Dcaptain.tag=v1.1.0', '-Dcaptain.withTag=v1.0.0']
def inProject = look(maven.with('GITHUB_STEP_SUMMARY', summary.toString()), basedir.toPath(), goals, *both)
def alone = look(maven, empty, goals, '-Dcaptain.repository=it/look', *both)
goals.each { assertThat(report(basedir.toPath(), it)).isEqualTo(report(empty, it)) }

def inspected = report(empty, 'inspect')
def sums = inspected.path('files').collectEntries { [it.path('name').asText(), it.path('sha256').asText()] }
['amd64', 'arm64'].each { target ->
  Files.readAllLines(story.file("target/captain/sha256sums-${target}.txt")).each {
    assertThat(sums).containsEntry(it.substring(66), it.substring(0, 64))
  }
}
assertThat(sums.keySet()).contains('firmware/config.txt', 'firmware/overlays/new.dtbo')
assertThat(inspected.at('/release/complete').asBoolean()).isTrue()
assertThat(inspected.path('attestations')).isEmpty()
assertThat(alone.output).contains('Release:   complete (amd64, arm64)', '= (not verified)', 'Attested:  nothing')
// a line for each file, with what sha256sum says
sums.each { name, sum -> assertThat(alone.output.lines().filter { it.startsWith('[INFO]   ' + name + ' ') }).singleElement().asString().endsWith('  ' + sum) }

def listed = report(empty, 'list')
def releases = listed.path('releases').collectEntries { [it.path('tag').asText(), it] }
assertThat(releases).hasSize(20)
assertThat(releases.keySet().first()).as('newest first').isEqualTo('v1.1.0')
assertThat(releases['v1.0.0'].path('complete').asBoolean()).isTrue()
assertThat(releases['v1.1.0-pi'].path('flavor').asText()).isEqualTo('pi')
assertThat(releases['v1.1.0-pi'].path('missing')*.asText()).containsExactly('amd64', 'both')
assertThat(listed.path('notRead')).hasSize(1100 + 3 - 20)
[inProject, alone].each {
  def list = it.requests.dropWhile { request -> !request.contains('/tags/list') }
  // Distribution 2 ignores the number of tags and sends all of them; later ones send a page of 1000
  assertThat(list.count { it.contains('/tags/list') }).isIn(1, 2)
  assertThat(list.count { it.contains('/manifests/') }).as('twenty releases').isEqualTo(2 * (3 + 3 + 1 + 17))
}

// a line for each release with its digest, and for each file that differs
assertThat(alone.output).containsPattern(/\[INFO\]     v1\.1\.0 +2026-02-28 12:00 +\p{XDigit}{7} +complete +${inspected.path('digest').asText()}\R/)
    .containsPattern(/\[INFO\]     changed +firmware\/config\.txt\R/).doesNotContainPattern('changed +captainos-amd64|same +')

def diff = report(empty, 'diff')
def states = diff.path('files').collectEntries { [it.path('name').asText(), it.path('state').asText()] }
assertThat(states).containsAllEntriesOf([
  'captainos-amd64.iso': 'same', 'captainos-arm64.iso': 'same', 'firmware/config.txt': 'changed',
  'firmware/overlays/new.dtbo': 'removed', 'firmware/overlays/x.dtbo': 'added', 'sha256sums-arm64.txt': 'changed'
])
assertThat(diff.at('/totals/fetch/count').asInt()).isEqualTo(2)
assertThat(story.file('target/captain/diff.md')).content()
    .startsWith('### Files, compared with v1.1.0').contains('| changed | <code>firmware/config.txt</code> |')
assertThat(summary).content().contains('Inspect complete', 'List complete', 'Diff complete')

// one flavor, of which one image is verified
look(maven, empty, ['inspect', 'list'], '-Dcaptain.repository=it/look', '-Dcaptain.tag=v1.1.0', '-Dcaptain.flavor=pi', '-Dcaptain.target=arm64',
    '-Dcaptain.publicKey=' + story.file('openssl.pub'))
assertThat(report(empty, 'inspect').path('key')).isEqualTo(inspected.at('/claimedKeys/0'))
assertThat(report(empty, 'list').path('releases')*.path('tag')*.asText()).containsExactly('v1.1.0-pi')

// a compressed file of checksums that is too large: no parameter allows more
def sums8 = Tar.gzip(new Tar().file('sha256sums-amd64.txt', new byte[9 << 20], 0644).bytes())
new RawImage().titledLayer(sums8, 'sha256sums-amd64.txt.tar').pushTo(registry + '/it/look/large', 'v1')
def large = maven.run(empty, 'captain:inspect', '-Dcaptain.registry=' + registry, '-Dcaptain.repository=it/look',
    '-Dcaptain.artifactName=large', '-Dcaptain.tag=v1')
assertThat(large.succeeded()).as(large.output()).isTrue()
assertThat(large.output()).contains('sha256sums-amd64.txt cannot be used (it unpacks to more than 8388608 bytes), so')

true
