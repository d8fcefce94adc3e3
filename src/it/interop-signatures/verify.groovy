import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import groovy.json.JsonOutput
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

// cosign 2, which reads the payloads, and cosign 3, which reads bundles where there are any: the index and the manifest
// of each platform, with the right key and tag only
def cosigns = signing.cosigns()
def cosign3 = cosigns[1]
def verified = { List cosign, String key, String tag, String of ->
  execute(*cosign, 'verify', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key', key, '-a', 'tag=' + tag, of)
      .succeeded()
}
def platforms = story.images().manifest('v1.0.0').path('manifests')*.path('digest')*.asText()
assertThat(platforms).hasSize(2)
cosigns.each { cosign ->
  ([digest('v1.0.0')] + platforms).collect { "$image@$it".toString() }.each {
    assertThat(verified([cosign], 'release.pub', 'v1.0.0', it)).as(cosign + ' ' + it).isTrue()
    assertThat(verified([cosign], 'other.pub', 'v1.0.0', it)).isFalse()
    assertThat(verified([cosign], 'release.pub', 'v1.0.0-amd64', it)).isFalse()
  }
}

// skopeo: by its tag, and under no other
Files.createDirectories(target.resolve('registries.d')).resolve('all.yaml').toFile().text =
    'default-docker:\n  use-sigstore-attachments: true\n'
def policy = { String key ->
  target.resolve(key + '.json').toFile().text = new ObjectMapper().writeValueAsString(
      [default: [[type: 'sigstoreSigned', keyPath: file(key), signedIdentity: [type: 'matchExact']]]])
  file(key + '.json')
}
def skopeo = { String key, String tag, String of = image ->
  execute('skopeo', '--policy', policy(key), '--registries.d', file('registries.d'), 'copy', '--override-arch', 'arm64',
      '--src-tls-verify=false', "docker://$of:$tag".toString(), "dir:$tag-$key".toString()).succeeded()
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

// what cosign signs by default names no tag, or nothing
def by = { String artifact -> image.replace('/artifacts', '/' + artifact) }
def pinned = { String artifact, String tag -> by(artifact) + '@' + tool('oras', 'resolve', '--plain-http', by(artifact) + ':' + tag).trim() }
def signed = ['-Dcaptain.artifactName=by-cosign'] as String[]
def trusting = '-Dcaptain.publicKey=' + file('release.pub')
captain('publish', *signed)
def defaults = [(cosigns.last()): ['--signing-config', 'none.json'], cosign: ['--tlog-upload=false']]
if (cosign3) {
  tool(cosign3, 'signing-config', 'create', '--out', 'none.json')
}
['v1.0.0': cosigns.last(), 'v1.0.0-amd64': 'cosign', 'v1.0.0-arm64': cosigns.last()].each { tag, cosign ->
  tool(cosign, 'sign', '--yes', *defaults[cosign], '--allow-insecure-registry', '--key', 'release.key', pinned('by-cosign', tag))
}
def refusal = fails('it is for ' + by('by-cosign') + ', not for ' + by('by-cosign') + ':v1.0.0-amd64', 'verify', *signed, trusting)
if (cosign3) {
  assertThat(refusal).contains('it names no reference, where it should name ' + by('by-cosign') + ':v1.0.0 ',
      'Sign each for its reference', 'add -Dcaptain.verifyIdentity=digest to accept')
}
captain('verify', *signed, trusting, '-Dcaptain.verifyIdentity=' + (cosign3 ? 'digest' : 'repository'))

// what it signs as the pages say; with a key in place of one of a KMS, and of the identity of a workflow
def page = { String name -> new File(basedir, '../../../src/site/markdown/' + name).text }
def recipe = { String name, String text ->
  (page(name) =~ /(?ms)^```\w+\n(.*?)^```$/).collect { it[1] }.findAll { it.contains(text) }.with {
    assertThat(it).as(text).hasSize(1)
    it[0].replace('cosign.key', 'release.key').replace('cosign.pub', 'release.pub').replace('ghcr.io/tinkerbell/captain/artifacts', by('by-cosign'))
  }
}
def run = { String cosign, String code ->
  def result = signing.shell(cosign, code)
  assertThat(result.succeeded()).as('%s%n%s', code, result.output()).isTrue()
}
def sign = { String cosign, String code, String tag ->
  run(cosign, code.replace('v1.2.0', tag).replace('sha256:…', pinned('by-cosign', tag).replaceFirst('.*@', '')))
}
def payloads = recipe('trust.md', '--sign-container-identity')
sign('cosign', payloads, 'v1.0.0-amd64')
if (cosign3) {
  sign(cosign3, recipe('trust.md', '--signing-config'), 'v1.0.0')
  sign(cosign3, payloads.replace('--tlog-upload=false', '--tlog-upload=false --new-bundle-format=false --use-signing-config=false'),
      'v1.0.0-arm64')
} else {
  ['v1.0.0', 'v1.0.0-arm64'].each { sign('cosign', payloads, it) }
}
captain('pull', *signed, trusting)
captain('verify', *signed, trusting)
fails('it was signed with another key', 'verify', *signed, '-Dcaptain.publicKey=' + file('other.pub'))
tool('oras', 'tag', '--plain-http', by('by-cosign') + ':v1.0.0', 'moved')
fails('it is for ' + by('by-cosign') + ':v1.0.0, not for ' + by('by-cosign') + ':moved', 'pull', *signed, trusting, '-Dcaptain.tag=moved')
['v1.0.0-amd64', 'v1.0.0-arm64'].each { tag ->
  assertThat(skopeo('release.pub', tag, by('by-cosign'))).as(tag).isTrue()
}

// the steps of a workflow, which verify the images that they have signed, and no others
if (cosign3) {
  def workflow = target.resolve('cosign-of-a-workflow')
  workflow.toFile().text = """#!/bin/sh
command=\$1 skip=
shift
case \$command in
  login) cat > /dev/null ;;
  sign) exec $cosign3 sign --key release.key --signing-config none.json "\$@" ;;
  verify)
    for argument; do
      shift
      case \$argument in
        --certificate-*) skip=yes ;;
        *) [ "\$skip" ] || set -- "\$@" "\$argument"; skip= ;;
      esac
    done
    exec $cosign3 verify --key release.pub --insecure-ignore-tlog "\$@" ;;
esac
"""
  workflow.toFile().executable = true
  def artifact = by('by-workflow')
  def tags = ['v1.0.0', 'v1.0.0-amd64', 'v1.0.0-arm64']
  tags.each { tool('oras', 'cp', '--from-plain-http', '--to-plain-http', "$image:$it".toString(), artifact + ':' + it) }
  def step = { String text ->
    def code = (recipe('github-actions.md', text) =~ /(?s)run: \|\n((?:          .*?\n)+)/)[0][1].stripIndent()
    def variables = [TOKEN: 'token', GITHUB_ACTOR: 'somebody', SIGNER: 'x', GITHUB_REPOSITORY: 'x', GITHUB_SHA: 'v1.0.0',
                     IMAGES: JsonOutput.toJson(tags.collectEntries { [it, [reference: "$artifact:$it", digest: digest(it), tag: it]] })]
    variables.collect { name, value -> "$name='$value'\n" }.join() + code.replace('ghcr.io/${GITHUB_REPOSITORY,,}/artifacts', artifact)
  }
  def verifies = step('cosign verify --certificate-identity')
  assertThat(signing.shell(workflow.toString(), verifies).succeeded()).isFalse()
  run(workflow.toString(), step('cosign sign --yes -a'))
  run(workflow.toString(), verifies)
  captain('verify', '-Dcaptain.artifactName=by-workflow', trusting)
  def options = tool(cosign3, 'verify', '--help')
  assertThat((verifies =~ /--certificate-[\w-]+/).collect { it }).hasSize(3).allMatch { options.contains(it + '=') }
}

// a payload that somebody has changed, as the only signature of an image
def json = { String text -> new ObjectMapper().readTree(text) }
def bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json'
def content = { String of, JsonNode layer ->
  json(tool('oras', 'blob', 'fetch', '--plain-http', '--output', '-', of + '@' + layer.path('digest').asText()))
}
def forged = { String artifact, String name, String value ->
  tool('oras', 'cp', '--from-plain-http', '--to-plain-http', "$image:v1.0.0".toString(), by(artifact) + ':v1.0.0')
  target.resolve(name).toFile().text = value
}
def attached = { String artifact, JsonNode value ->
  forged(artifact, 'bundle.json', value.toString())
  tool('oras', 'attach', '--plain-http', '--artifact-type', bundle, by(artifact) + ':v1.0.0', 'bundle.json:' + bundle)
}
def signatureTag = ':' + digest('v1.0.0').replace(':', '-') + '.sig'
def tagged = { String artifact, JsonNode value, String signature ->
  forged(artifact, 'payload.json', value.toString())
  target.resolve('annotations.json').toFile().text =
      new ObjectMapper().writeValueAsString(['payload.json': ['dev.cosignproject.cosign/signature': signature]])
  tool('oras', 'push', '--plain-http', '--annotation-file', 'annotations.json', by(artifact) + signatureTag,
      'payload.json:application/vnd.dev.cosign.simplesigning.v1+json')
}
if (cosign3) {
  ['artifacts', 'by-workflow'].each { from ->
    def referrer = json(tool('oras', 'discover', '--plain-http', '--format', 'json', by(from) + ':v1.0.0')).findValues('reference')*.asText()
        .find { it.contains('@') && !it.endsWith(digest('v1.0.0')) }
    def signature = content(by(from), json(tool('oras', 'manifest', 'fetch', '--plain-http', referrer)).at('/layers/0'))
    attached('control-' + from, signature)
    def statement = new String(signature.at('/dsseEnvelope/payload').binaryValue(), 'UTF-8')
    assertThat(statement).contains('"tag":"v1.0.0"')
    signature.path('dsseEnvelope').put('payload', statement.replace('"tag":"v1.0.0"', '"tag":"v1.0.1"').getBytes('UTF-8').encodeBase64().toString())
    attached('changed-' + from, signature)
    assertThat(verified([cosign3], 'release.pub', 'v1.0.0', pinned('control-' + from, 'v1.0.0'))).as(from).isTrue()
    ['v1.0.0', 'v1.0.1'].each {
      assertThat(verified([cosign3], 'release.pub', it, pinned('changed-' + from, 'v1.0.0'))).as(from).isFalse()
    }
    fails('changed after it was signed', 'pull', '-Dcaptain.artifactName=changed-' + from, trusting)
  }
}
def layer = json(tool('oras', 'manifest', 'fetch', '--plain-http', image + signatureTag)).at('/layers/0')
def payload = content(image, layer)
def base64 = layer.path('annotations').path('dev.cosignproject.cosign/signature').asText()
tagged('control', payload, base64)
assertThat(verified(['cosign'], 'release.pub', 'v1.0.0', pinned('control', 'v1.0.0'))).isTrue()
payload.path('optional').put('tag', 'v1.0.1')
tagged('changed', payload, base64)
['v1.0.0', 'v1.0.1'].each { assertThat(verified(['cosign'], 'release.pub', it, pinned('changed', 'v1.0.0'))).isFalse() }
fails('it was signed with another key, or changed after it was signed', 'pull', '-Dcaptain.artifactName=changed', trusting)

// what skopeo has signed while it copied
target.resolve('passphrase').toFile().text = SigningStory.PASSWORD
tool('skopeo', '--insecure-policy', '--registries.d', file('registries.d'), 'copy', '--all', '--preserve-digests',
    '--remove-signatures', '--src-tls-verify=false', '--dest-tls-verify=false', '--sign-by-sigstore-private-key',
    'other.key', '--sign-passphrase-file', 'passphrase', "docker://$image:v1.0.0".toString(),
    'docker://' + by('by-skopeo') + ':v1.0.0')
captain('pull', '-Dcaptain.artifactName=by-skopeo', '-Dcaptain.publicKey=' + file('other.pub'))

// promoted within the registry under a new name; skopeo accepts the copy under either
captain('copy', '-Dcaptain.toRepository=it/interop-signed', '-Dcaptain.newTag=v1', '-Dcaptain.signKey=' + file('release.key'))
captain('verify', '-Dcaptain.repository=it/interop-signed', '-Dcaptain.tag=v1', '-Dcaptain.publicKey=' + file('release.pub'))
true
