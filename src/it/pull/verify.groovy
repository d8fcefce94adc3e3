import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)

story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
// a blank captain.pullOutput counts as not set, so nothing is written into the base directory
assertThat(basedir.list()).doesNotContain('vmlinuz-arm64')
// 8 for the combined image, none for the second pull, and 4 for the other directory
assertThat(story.images().requests().count { it ==~ /GET .*\/blobs\/sha256:.*/ }).isEqualTo(8 + 4)
story.failsWith('Pull complete', 'vmlinuz-arm64', ' fetched', ' present', 'Fetched: ', 'all targets', 'Fetched: 0 B of ',
    'There is no image ' + story.images().reference() + ':v9.')

story.holds(story.file('target/arm64'), ['arm64'])
def report = ReportSchema.read(story.file('target/captain/pull.json'))
assertThat(report.path('reference').asText()).isEqualTo(story.images().reference() + ':v1.0.0-arm64')
assertThat(report.path('tag').asText()).isEqualTo('v1.0.0')
def manifest = story.images().manifest(report.path('manifest').path('digest').asText())
assertThat(report.path('artifacts')*.path('layer')*.path('digest')).isEqualTo(manifest.path('layers')*.path('digest'))
assertThat(report.path('totals').path('fetched').path('bytes').asLong())
    .isEqualTo(manifest.path('layers')*.path('size')*.asLong().sum())
report.path('artifacts').each {
  def bytes = Files.readAllBytes(Path.of(it.path('path').asText()))
  assertThat(it.path('size').asLong()).isEqualTo(bytes.length)
  assertThat(it.path('sha256').asText())
      .isEqualTo(MessageDigest.getInstance('SHA-256').digest(bytes).encodeHex().toString())
}
true
