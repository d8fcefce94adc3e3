import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.workflow.StepOutputs
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)
def images = story.images()
def digest = { 'sha256:' + MessageDigest.getInstance('SHA-256').digest(images.manifestBytes(it)).encodeHex() }
def outputs = { StepOutputs.read(story.file("runner/${it}.output")) }
def summary = { story.text("runner/${it}.summary") }
def named = { tag ->
  [tag: tag, report: null, image: images.reference() + ':' + tag, digest: digest(tag), 'digest-both': digest(tag),
   'image-both': images.reference() + ':' + tag] + ['amd64', 'arm64'].collectEntries {
    ['image-' + it, images.reference() + ':' + tag + '-' + it]
  } + ['amd64', 'arm64'].collectEntries { ['digest-' + it, digest(tag + '-' + it)] }
}
def all = { goal, report, tag ->
  assertThat(outputs(goal)).containsExactlyInAnyOrderEntriesOf(
      (named(tag) + [report: story.file('target/captain/' + report).toString()])
          .collectEntries { [it.key.toString(), it.value.toString()] })
}
all('publish', 'publish.json', 'v1.0.0')
all('plan', 'publish.json', 'v1.0.0')
all('tag', 'tag.json', 'v2')

def pull = outputs('pull')
assertThat(pull['image']).isEqualTo(images.reference() + ':v1.0.0-arm64')
assertThat(pull['digest']).isEqualTo(pull['digest-arm64']).isEqualTo(digest('v1.0.0-arm64'))
assertThat(pull['directory']).isEqualTo(story.file('target/captain/pull').toString())
def files = pull['files'].readLines().collect { Path.of(it) }
assertThat(files*.fileName*.toString())
    .containsExactly('vmlinuz-arm64', 'initramfs-arm64.cpio.zst', 'captainos-arm64.iso', 'sha256sums-arm64.txt')
assertThat(files).allMatch { Files.isRegularFile(it) }

assertThat(summary('plan')).startsWith('```text\nPublish planned, nothing was sent (dry run)\n').contains('  would send\n')
assertThat(summary('publish')).contains('Publish complete', '  sent\n', '    v1.0.0        ' + digest('v1.0.0') + '  new, all targets')
assertThat(summary('tag')).contains('Tag complete', '  v1.0.0  ')
assertThat(summary('pull')).contains('Pull complete', '  fetched\n')

// files that cannot be written do not fail the build
assertThat(story.runs()[4]).contains('Cannot write to the file of GITHUB_OUTPUT', 'Cannot write to the file of GITHUB_STEP_SUMMARY', 'BUILD SUCCESS')
true
