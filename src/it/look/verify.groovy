import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def requests = images.requests()
def looks = requests.drop(requests.lastIndexOf('PUT /v2/it/look/artifacts/manifests/v1.1.0-pi-arm64') + 1)
assertThat(images.tags()).hasSizeGreaterThan(1000)

// no file is read
def manifests = ['v1.0.0', 'v1.1.0', 'v1.1.0-amd64', 'v1.1.0-arm64', 'v1.1.0-pi-arm64'].collectMany { tag ->
  images.manifest(tag).path('manifests').collect { images.manifest(it.path('digest').asText()) }
}
def title = { it.path('annotations').path('org.opencontainers.image.title').asText() }
def files = manifests.collectMany { it.path('layers').toList() }.findAll { !title(it).startsWith('sha256sums-') }*.path('digest')*.asText() as Set
assertThat(files).hasSize(4)
assertThat(looks).isNotEmpty().allMatch { it.startsWith('GET ') }.noneMatch { request -> files.any { request.contains(it) } }

// of one flavor, one image is verified; then with a POM, and without one
def goals = story.text('build.log').split(/(?m)^.*--- .*captain/).drop(4)
assertThat(goals).hasSize(2 + 3 + 3).noneMatch { it.contains('WARN') }
def alone = goals.drop(5).join()
def report = { ReportSchema.read(story.file("empty/target/captain/${it}.json")) }
['inspect', 'diff', 'list'].each { assertThat(ReportSchema.read(story.file("target/captain/${it}.json"))).isEqualTo(report(it)) }
def inspected = report('inspect')
assertThat(goals[0]).contains(inspected.at('/claimedKeys/0').asText() + ' (verified)')
assertThat(goals[1]).contains('  v1.1.0-pi ').doesNotContain('  v1.1.0 ', '  v1.0.0 ')

def sums = inspected.path('files').collectEntries { [it.path('name').asText(), it.path('sha256').asText()] }
['amd64', 'arm64'].each { target ->
  Files.readAllLines(story.file("target/captain/sha256sums-${target}.txt")).each {
    assertThat(sums).containsEntry(it.substring(66), it.substring(0, 64))
  }
}
assertThat(sums.keySet()).contains('firmware/config.txt', 'firmware/overlays/new.dtbo')
assertThat(inspected.at('/release/complete').asBoolean()).isTrue()
assertThat(inspected.path('attestations')).isEmpty()
assertThat(alone).contains('Release:   complete (amd64, arm64)', '= (not verified)', 'Attested:  nothing')
// a line for each file, with what sha256sum says
sums.each { name, sum -> assertThat(alone.lines().filter { it.startsWith('[INFO]   ' + name + ' ') }).singleElement().asString().endsWith('  ' + sum) }

def listed = report('list')
def releases = listed.path('releases').collectEntries { [it.path('tag').asText(), it] }
assertThat(releases).hasSize(20)
assertThat(releases.keySet()).startsWith('v1.1.0')
assertThat(releases['v1.0.0'].path('complete').asBoolean()).isTrue()
assertThat(releases['v1.1.0-pi'].path('flavor').asText()).isEqualTo('pi')
assertThat(releases['v1.1.0-pi'].path('missing')*.asText()).containsExactly('amd64', 'both')
assertThat(listed.path('notRead')).hasSize(1100 + 3 - 20)
def list = looks.drop(looks.lastIndexOf('GET /v2/it/look/artifacts/tags/list'))
assertThat(list.count { it.contains('/manifests/') }).as('twenty releases').isEqualTo(2 * (3 + 3 + 1) + 17)

// a line for each release with its digest, and for each file that differs
assertThat(alone).containsPattern(/\[INFO\]     v1\.1\.0 +2026-01-31 12:00 +1234567 +complete +${inspected.path('digest').asText()}\R/)
    .containsPattern(/\[INFO\]     changed +firmware\/config\.txt\R/).doesNotContainPattern('changed +captainos-amd64|same +')

def diff = report('diff')
def states = diff.path('files').collectEntries { [it.path('name').asText(), it.path('state').asText()] }
assertThat(states).containsAllEntriesOf([
  'captainos-amd64.iso': 'same', 'captainos-arm64.iso': 'same', 'firmware/config.txt': 'changed',
  'firmware/overlays/new.dtbo': 'removed', 'firmware/overlays/x.dtbo': 'added', 'sha256sums-arm64.txt': 'changed'
])
assertThat(diff.at('/totals/fetch/count').asInt()).isEqualTo(2)
assertThat(story.file('target/captain/diff.md')).content()
    .startsWith('### Files, compared with v1.1.0').contains('| changed | <code>firmware/config.txt</code> |')
assertThat(story.file('summary.md')).content().contains('Inspect complete', 'List complete', 'Diff complete')
true
