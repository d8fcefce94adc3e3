import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Story
import java.security.MessageDigest

def story = new Story(basedir, registry, registryHome)
def images = story.images()
assertThat(images.tags()).containsExactly('v1', 'v1-amd64', 'v1-arm64', 'v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64')
// the release has the tagged images, not those published later under the old tag
def layers = { tag -> images.manifest(images.manifest(tag).path('manifests').get(0).path('digest').asText()).path('layers').size() }
assertThat(layers('v1')).isEqualTo(8)
assertThat(layers('v1.0.0')).isEqualTo(6)
def puts = images.requests().findAll { it.startsWith('PUT ') && it =~ /manifests\/v1(-|$)/ }
def path = '/v2/it/tag-all/artifacts/manifests/'
assertThat(puts).as('each once, the combined one last').endsWith('PUT ' + path + 'v1').containsExactlyInAnyOrder(
    'PUT ' + path + 'v1-amd64', 'PUT ' + path + 'v1-arm64', 'PUT ' + path + 'v1')
story.failsWith('Tags planned, none was moved (dry run)', 'v1.0.0-amd64 → v1-amd64 sha256:', ' new', 'Tag complete', ' present', 'v1.0.0-amd64 → v1-amd64 sha256:',
    'Images do not exist, so none was tagged. Publish first, or set captain.tag', ':v2-amd64', ':v2-arm64', ':v2 ',
    'Tags refer to other images already, so none was moved.', 'captain.overwrite')
// the last run failed, and deleted the report of the previous run
assertThat(story.file('target/captain/tag.json')).doesNotExist()
def maven = new Maven(localRepositoryPath, projectVersion)
def tag = { String... arguments ->
  def result = maven.run(basedir.toPath(), 'captain:tag-all', '-Dcaptain.registry=' + registry, *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  ReportSchema.read(story.file('target/captain/tag.json')).path('tags')
}
def writes = { images.requests().count { it.startsWith('PUT ') } }
def before = writes()
def digest = { 'sha256:' + MessageDigest.getInstance('SHA-256').digest(images.manifestBytes(it)).encodeHex() }
def digests = ['v1-amd64', 'v1-arm64', 'v1'].collect { digest(it) }
def plan = tag('-Dcaptain.newTag=v1', '-Dcaptain.overwrite', '-Dcaptain.dryRun')
assertThat(writes()).isEqualTo(before)
assertThat(plan*.path('tagState')*.asText()).containsExactly('moved', 'moved', 'moved')
assertThat(plan*.path('replacedDigest')*.asText()).isEqualTo(digests)
assertThat(plan*.path('digest')*.asText()).isEqualTo(['v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0'].collect { digest(it) })
assertThat(plan*.path('from')*.asText()).containsExactly('v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0')
// -D replaces the targets of the POM
def two = tag('-Dcaptain.newTag=v4', '-Dcaptain.targets=arm64')
assertThat(two*.path('target')*.asText()).containsExactly('arm64', 'both')
assertThat(two*.path('tagState')*.asText()).containsOnly('new')
true
