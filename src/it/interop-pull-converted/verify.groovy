import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)

def target = story.file('target')
Files.createDirectories(target.resolve('images/it/interop-pull-converted'))
def skopeo = { String... arguments -> Command.run(target, 'skopeo', *arguments) }
// another registry: skopeo would reuse layers that the registry already has
def second = Distribution.start(target.resolve('second-registry'))
def converted = [
    docker: [format: 'v2s2', compression: 'gzip', registry: second.address(),
             reference: 'docker://' + second.address() + '/it/interop-pull-converted/docker:v1.0.0',
             has: ['vnd.docker.distribution.manifest.list.v2+json', 'vnd.docker.image.rootfs.diff.tar.gzip']],
    zstd: [format: 'oci', compression: 'zstd', registry: 'oci:images',
           reference: 'oci:images/it/interop-pull-converted/zstd:v1.0.0',
           has: ['vnd.oci.image.index.v1+json', 'vnd.oci.image.layer.v1.tar+zstd']]]
converted.each { name, image ->
  skopeo('copy', '--all', '--format', image.format, '--dest-compress-format', image.compression,
      '--src-tls-verify=false', '--dest-tls-verify=false',
      'docker://' + story.images().reference() + ':v1.0.0', image.reference)
  skopeo('copy', '--all', '--src-tls-verify=false', image.reference, 'dir:look-at-' + name)
  def manifests = Files.list(target.resolve('look-at-' + name)).withCloseable { it.toList() }
      .findAll { it.fileName.toString().endsWith('manifest.json') }.collect { it.toFile().text }.join()
  assertThat(manifests).contains(image.has)

  def pull = new Maven(localRepositoryPath, projectVersion).run(target, 'captain:pull', '-Dcaptain.registry=' + image.registry,
      '-Dcaptain.repository=it/interop-pull-converted', '-Dcaptain.artifactName=' + name,
      '-Dcaptain.tag=v1.0.0', '-Dcaptain.pullOutput=' + name)
  assertThat(pull.succeeded()).as(pull.output()).isTrue()
  story.holds(target.resolve(name), ['amd64', 'arm64'])
}
second.close()
true
