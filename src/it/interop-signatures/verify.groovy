import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.SigningStory
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def signing = new SigningStory(basedir, new Maven(localRepositoryPath, projectVersion), registry)
def target = signing.work()
def captain = signing.&captain
def fails = signing.&fails
def execute = signing.&execute
def tool = signing.&tool
def file = signing.&file

// signed with cosign's key; neither the key nor its password is printed, whatever is asked for
def secret = Files.readAllLines(target.resolve('release.key'))[1]
def log = captain('publish', '-Dcaptain.signKey=' + file('release.key'), '-X', '-e')
assertThat(log).contains('Signed with the key ').doesNotContain(SigningStory.PASSWORD, secret)
def image = story.images().reference()
def digest = { String tag -> tool('oras', 'resolve', '--plain-http', "$image:$tag".toString()).trim() }

// cosign: the index and the manifest of each platform, with the right key and tag only
def cosign = { String key, String tag, String of ->
  execute('cosign', 'verify', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key', key, '-a', 'tag=' + tag,
      "$image@$of".toString()).succeeded()
}
def platforms = story.images().manifest('v1.0.0').path('manifests')*.path('digest')*.asText()
assertThat(platforms).hasSize(2)
([digest('v1.0.0')] + platforms).each {
  assertThat(cosign('release.pub', 'v1.0.0', it)).isTrue()
  assertThat(cosign('other.pub', 'v1.0.0', it)).isFalse()
  assertThat(cosign('release.pub', 'v1.0.0-amd64', it)).isFalse()
}

// skopeo: by its tag, and under no other
Files.createDirectories(target.resolve('registries.d')).resolve('all.yaml').toFile().text =
    'default-docker:\n  use-sigstore-attachments: true\n'
def policy = { String key ->
  target.resolve(key + '.json').toFile().text = new ObjectMapper().writeValueAsString(
      [default: [[type: 'sigstoreSigned', keyPath: file(key), signedIdentity: [type: 'matchExact']]]])
  file(key + '.json')
}
def skopeo = { String key, String tag ->
  execute('skopeo', '--policy', policy(key), '--registries.d', file('registries.d'), 'copy', '--override-arch', 'arm64',
      '--src-tls-verify=false', "docker://$image:$tag".toString(), "dir:$tag-$key".toString()).succeeded()
}
['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64'].each {
  assertThat(skopeo('release.pub', it)).as(it).isTrue()
  assertThat(skopeo('other.pub', it)).as(it).isFalse()
}
tool('oras', 'tag', '--plain-http', "$image:v1.0.0-amd64".toString(), 'moved')
assertThat(skopeo('release.pub', 'moved')).isFalse()

// podman: by its default rule for names
Files.createDirectories(target.resolve('home/.config/containers'))
Command.run(target, 'cp', '-r', 'registries.d', 'home/.config/containers')
def podman = { String key, String tag ->
  target.resolve('podman.json').toFile().text =
      new ObjectMapper().writeValueAsString([default: [[type: 'sigstoreSigned', keyPath: file(key)]]])
  execute('HOME=' + file('home'), 'podman', '--root', file('podman'), '--runroot', file('podman-run'), 'pull',
      '--signature-policy', file('podman.json'), '--tls-verify=false', '--platform', 'linux/arm64', "$image:$tag".toString())
}
['v1.0.0', 'v1.0.0-amd64'].each {
  def result = podman('release.pub', it)
  assertThat(result.succeeded()).as(result.output()).isTrue()
  assertThat(podman('other.pub', it).succeeded()).isFalse()
}
def moved = podman('release.pub', 'moved')
assertThat(moved.succeeded()).isFalse()
assertThat(moved.output()).contains('Signature for identity')

// oras lists the bundle of each index
def discovered = tool('oras', 'discover', '--plain-http', '--format', 'json', "$image:v1.0.0".toString())
assertThat(discovered).contains('application/vnd.dev.sigstore.bundle.v0.3+json')

// Captain: the whole release, with the right key only
def keys = ReportSchema.read(story.file('target/captain/publish.json')).path('images').size()
captain('verify', '-Dcaptain.publicKey=' + file('release.pub'))
assertThat(ReportSchema.read(story.file('target/captain/verify.json')).path('images')).hasSize(keys)
fails('it was signed with another key', 'verify', '-Dcaptain.publicKey=' + file('other.pub'))
captain('pull', '-Dcaptain.publicKey=' + file('release.pub'))
story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])

// what cosign has signed for the tag; without a tag, only for any tag
def unsigned = ['-Dcaptain.artifactName=by-cosign']
def copy = { String artifact -> story.images().reference().replace('/artifacts', '/' + artifact) }
captain('publish', *unsigned)
def signed = { String identity, String tag ->
  tool('cosign', 'sign', '--yes', '--tlog-upload=false', '--allow-insecure-registry', '--key', 'release.key',
      '--sign-container-identity', identity,
      copy('by-cosign') + '@' + tool('oras', 'resolve', '--plain-http', copy('by-cosign') + ':' + tag).trim())
}
signed(copy('by-cosign') + ':v1.0.0', 'v1.0.0')
captain('pull', *unsigned, '-Dcaptain.publicKey=' + file('release.pub'))
signed(copy('by-cosign'), 'v1.0.0-amd64')
fails('not for ' + copy('by-cosign') + ':v1.0.0-amd64', 'pull', *unsigned, '-Dcaptain.target=amd64',
    '-Dcaptain.publicKey=' + file('release.pub'))

// what skopeo has signed while it copied
target.resolve('passphrase').toFile().text = SigningStory.PASSWORD
tool('skopeo', '--insecure-policy', '--registries.d', file('registries.d'), 'copy', '--all', '--preserve-digests',
    '--remove-signatures', '--src-tls-verify=false', '--dest-tls-verify=false', '--sign-by-sigstore-private-key',
    'other.key', '--sign-passphrase-file', 'passphrase', "docker://$image:v1.0.0".toString(),
    'docker://' + copy('by-skopeo') + ':v1.0.0')
captain('pull', '-Dcaptain.artifactName=by-skopeo', '-Dcaptain.publicKey=' + file('other.pub'))

// promoted within the registry under a new name; skopeo accepts the copy under either
captain('copy', '-Dcaptain.toRepository=it/interop-signed', '-Dcaptain.newTag=v1', '-Dcaptain.signKey=' + file('release.key'))
captain('verify', '-Dcaptain.repository=it/interop-signed', '-Dcaptain.tag=v1', '-Dcaptain.publicKey=' + file('release.pub'))
true
