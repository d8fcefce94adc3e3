import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Distribution
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def target = Files.createDirectories(story.file('target/work'))
def maven = new Maven(localRepositoryPath, projectVersion)
def image = story.images().reference()
def cosign = { String... arguments ->
  Command.run(target, 'env', 'COSIGN_PASSWORD=', 'cosign', *arguments)
}
def oras = { String... arguments -> Command.run(target, 'oras', *arguments) }
def copy = { String... arguments ->
  def result = maven.run(basedir.toPath(), 'captain:copy', *arguments)
  assertThat(result.succeeded()).as(result.output()).isTrue()
}

// a signature and an attestation of cosign's, and an SBOM of oras's
cosign('generate-key-pair')
def digest = { String reference -> oras('resolve', '--plain-http', reference).trim() }
def both = digest(image + ':v1.0.0')
def named = image + '@' + both
cosign('sign', '--yes', '--tlog-upload=false', '--allow-insecure-registry', '--key', 'cosign.key', named)
target.resolve('predicate.json').toFile().text = '''{"buildDefinition":{"buildType":"https://example.org/it",
    "externalParameters":{}},"runDetails":{"builder":{"id":"https://example.org/it"}}}'''
cosign('attest', '--yes', '--tlog-upload=false', '--allow-insecure-registry', '--key', 'cosign.key',
    '--type', 'slsaprovenance1', '--predicate', 'predicate.json', named)
target.resolve('sbom.json').toFile().text = '{"spdxVersion":"SPDX-2.3"}'
oras('attach', '--plain-http', '--artifact-type', 'application/spdx+json', image + ':v1.0.0', 'sbom.json')

def inside = Distribution.start(target.resolve('inside'))
try {
  copy('-Dcaptain.registry=' + registry, '-Dcaptain.toRegistry=oci:target/medium')
  copy('-Dcaptain.registry=oci:target/medium', '-Dcaptain.toRegistry=' + inside.address())

  // oras finds the SBOM on the medium, and all others find all of it inside
  def discovered = { String... arguments ->
    new ObjectMapper().readTree(oras('discover', '--format', 'json', *arguments)).path('manifests')*.path('artifactType')*.asText()
  }
  def medium = story.file('target/medium/it/interop-copy/artifacts').toString()
  assertThat(discovered('--oci-layout', medium + ':v1.0.0')).contains('application/spdx+json')
  def copied = inside.address() + '/it/interop-copy/artifacts'
  assertThat(digest(copied + ':v1.0.0')).isEqualTo(both)
  assertThat(discovered('--plain-http', copied + ':v1.0.0')).containsExactly('application/spdx+json')
  def verified = { String reference ->
    new ObjectMapper().readTree(cosign('verify', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key',
        'cosign.pub', '--output', 'json', reference).readLines().find { it.startsWith('[') })
  }
  assertThat(verified(copied + '@' + both)).hasSize(1)
  cosign('verify-attestation', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key', 'cosign.pub',
      '--type', 'slsaprovenance1', copied + '@' + both)

  // signatures of both ends are merged, and cosign verifies each of them
  cosign('generate-key-pair', '--output-key-prefix', 'other')
  cosign('sign', '--yes', '--tlog-upload=false', '--allow-insecure-registry', '--key', 'other.key', copied + '@' + both)
  cosign('sign', '--yes', '--tlog-upload=false', '--allow-insecure-registry', '--key', 'cosign.key', '-a', 'stage=release', named)
  copy('-Dcaptain.registry=' + registry, '-Dcaptain.toRegistry=' + inside.address())
  assertThat(verified(copied + '@' + both)).hasSize(2)
  cosign('verify', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key', 'other.pub', copied + '@' + both)
} finally {
  inside.close()
}
true
