import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
story.prints('captain.signUnverified has no effect', 'a directory without a POM')
assertThat(story.text('build.log').split('Scanning for projects')[2]).doesNotContain('WARNING')

def empty = story.file('empty')
assertThat(empty.toFile().list()).containsExactlyInAnyOrder('out', 'target', 'medium')
def pulled = empty.resolve('out')
// and the pulled checksums are signed
['amd64', 'arm64'].each { Files.delete(pulled.resolve("sha256sums-${it}.txt.sigstore.json")) }
story.holds(pulled, ['amd64', 'arm64'])
def report = { ReportSchema.read(empty.resolve("target/captain/${it}.json")) }
assertThat(report('pull').path('directory').asText()).isEqualTo(pulled.toString())
assertThat(report('copy').path('source').asText()).isEqualTo(story.images().reference())
report('tag')
assertThat(story.images().tags()).contains('v1.1', 'v1.1-arm64').doesNotContain('v1.1-amd64')
true
