import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.ReportSchema
import io.github.captainos.testing.story.Maven
import io.github.captainos.testing.story.SigningStory
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.StandardCopyOption

def story = new Story(basedir, registry, registryHome)
def signing = new SigningStory(basedir, new Maven(localRepositoryPath, projectVersion), registry)
def target = signing.work()
def maven = signing.maven()
def captain = signing.&captain
def fails = signing.&fails
def execute = signing.&execute
def tool = signing.&tool
def file = signing.&file
def json = { String text -> new ObjectMapper().readTree(text) }
def key = '-Dcaptain.signKey=' + file('release.key')
def demanding = ['-Dcaptain.requireAttestations=sbom,provenance', '-Dcaptain.publicKey=' + file('release.pub')] as String[]

def log = captain('publish', key, '-Dcaptain.provenance=true', '-Dcaptain.builderId=https://ci.example.org/os')
assertThat(log).contains('Attested with the key ', 'Attested:  sbom, provenance').doesNotContain(SigningStory.PASSWORD)
assertThat(ReportSchema.read(story.file('target/captain/publish.json')).path('images')*.path('attestations'))
    .allMatch { it*.asText() == ['sbom', 'provenance'] }
def image = story.images().reference()
def digest = { String reference -> tool('oras', 'resolve', '--plain-http', reference).trim() }
def pinned = { String tag -> image + '@' + digest("$image:$tag".toString()) }

// cosign 2 and cosign 3: each predicate of each image, in both forms, with the right key only
target.resolve('root.json').toFile().text = '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1"}'
def cosigns = signing.cosigns()
def latest = cosigns.last()
def envelopes = ['cosign']
def forms = [envelope: envelopes, bundle: ['cosign', '--new-bundle-format', '--trusted-root', 'root.json']]
if (cosigns.size() > 1) {
  forms += ['cosign 3, envelope': [latest, '--new-bundle-format=false'], 'cosign 3, bundle': [latest]]
}
def attested = { String publicKey, String type, String of, List form ->
  execute(form[0], 'verify-attestation', '--insecure-ignore-tlog', '--allow-insecure-registry', '--key', publicKey, '--type', type,
      *form.drop(1), of)
}
def spdx = new ObjectMapper().readTree(story.file('sboms/amd64.spdx.json').toFile())
def cyclonedx = new ObjectMapper().readTree(story.file('sboms/arm64.cdx.json').toFile())
forms.each { name, form ->
  ['v1.0.0-amd64': [spdxjson: spdx], 'v1.0.0-arm64': [cyclonedx: cyclonedx], 'v1.0.0': [spdxjson: spdx, cyclonedx: cyclonedx]].each { tag, sboms ->
    sboms.each { type, sbom ->
      def verified = attested('release.pub', type, pinned(tag), form)
      assertThat(verified.succeeded()).as('%s %s %s: %s', name, tag, type, verified.output()).isTrue()
      def payload = verified.output().readLines().find { it.startsWith('{') }
      assertThat(json(new String(json(payload).path('payload').binaryValue(), 'UTF-8')).path('predicate')).isEqualTo(sbom)
    }
    (sboms.keySet().toList() + 'slsaprovenance1').each { type ->
      assertThat(attested('release.pub', type, pinned(tag), form).succeeded()).as("$name $tag $type").isTrue()
      assertThat(attested('other.pub', type, pinned(tag), form).succeeded()).as("$name $tag $type").isFalse()
    }
  }
  assertThat(attested('release.pub', 'cyclonedx', pinned('v1.0.0-amd64'), form).succeeded()).isFalse()
}

// what the page says, of the combined image
def recipe = (new File(basedir, '../../../src/site/markdown/trust.md').text =~ /(?ms)^```sh\n(cosign verify .*?)^```$/)[0][1]
    .replace('cosign.pub', 'release.pub').replace('ghcr.io/tinkerbell/captain/artifacts', image).replace('v1.2.0', 'v1.0.0')
    .replace('sha256:…', digest("$image:v1.0.0".toString()))
assertThat(recipe).contains('verify-attestation')
cosigns.each {
  def verified = signing.shell(it, recipe)
  assertThat(verified.succeeded()).as('%s %s', it, verified.output()).isTrue()
}

// oras lists the bundles, of a registry and of a layout
def bundles = { String discovered -> discovered.count('"artifactType": "application/vnd.dev.sigstore.bundle.v0.3+json"') }
assertThat(bundles(tool('oras', 'discover', '--plain-http', '--format', 'json', "$image:v1.0.0".toString()))).isEqualTo(4)
def layout = target.resolve('layouts')
captain('copy', '-Dcaptain.toRegistry=oci:' + layout, *demanding)
def inLayout = layout.resolve('it/interop-attestations/artifacts').toString()
assertThat(bundles(tool('oras', 'discover', '--oci-layout', '--format', 'json', inLayout + ':v1.0.0'))).isEqualTo(4)

// Captain: the release, its copy, and the combined image of a release whose targets were published alone
captain('verify', *demanding)
assertThat(ReportSchema.read(story.file('target/captain/verify.json')).path('images')*.path('attestations'))
    .hasSize(3).allMatch { it*.asText() == ['sbom', 'provenance'] }
maven.run(basedir.toPath(), 'captain:verify', '-Dcaptain.registry=oci:' + layout, '-Dcaptain.verifyIdentity=' + image, *demanding).with {
  assertThat(succeeded()).as(output()).isTrue()
}
def pieces = ['-Dcaptain.artifactName=pieces'] as String[]
def piece = { String tag -> image.replace('/artifacts', '/pieces') + ':' + tag }
['amd64', 'arm64'].each { captain('publish', key, '-Dcaptain.target=' + it, '-Dcaptain.provenance=true', *pieces) }
captain('combine', key, '-Dcaptain.provenance=true', *pieces, *demanding)
captain('verify', *pieces, *demanding)
forms.values().each { form ->
  ['spdxjson', 'cyclonedx', 'slsaprovenance1'].each {
    def verified = attested('release.pub', it, image.replace('/artifacts', '/pieces') + '@' + digest(piece('v1.0.0')), form)
    assertThat(verified.succeeded()).as(verified.output()).isTrue()
  }
}

// what cosign has attested
def byCosign = ['-Dcaptain.artifactName=by-cosign'] as String[]
def images = image.replace('/artifacts', '/by-cosign')
['amd64', 'arm64', 'both'].each { captain('publish', key, '-Dcaptain.target=' + it, *byCosign) }
// the SBOMs are Captain's; the provenance is that of cosign
def provenance = target.resolve('provenance.json')
provenance.toFile().text = '{"buildDefinition":{"buildType":"https://example.org/build","externalParameters":{}},' +
    '"runDetails":{"builder":{"id":"https://example.org/builder"}}}'
fails('has no attestation of the kind provenance', 'pull', *byCosign, *demanding)
def withoutLog = [(latest): ['--signing-config', 'none.json'], cosign: ['--tlog-upload=false']]
if (cosigns.size() > 1) {
  tool(latest, 'signing-config', 'create', '--out', 'none.json')
}
def attest = { String signer, String type, String predicate, String tag, String cosign = 'cosign' ->
  tool(cosign, 'attest', '--yes', *withoutLog[cosign], '--allow-insecure-registry', '--key', signer, '--type', type, '--predicate',
      predicate, images + '@' + digest("$images:$tag".toString()))
}
attest('other.key', 'slsaprovenance1', provenance.toString(), 'v1.0.0')
fails('of the kind provenance, but none is valid: it was signed with another key', 'pull', *byCosign, *demanding)
attest('release.key', 'slsaprovenance1', provenance.toString(), 'v1.0.0')
captain('pull', key, *byCosign, *demanding)
def pulled = ['amd64', 'arm64'].collectEntries { [it, story.file("target/captain/pull/sha256sums-${it}.txt.sigstore.json")] }
pulled.each { arch, bundle ->
  Files.copy(bundle, target.resolve("pulled-${arch}.txt.sigstore.json"))
  Files.copy(story.file("target/captain/pull/sha256sums-${arch}.txt"), target.resolve("pulled-${arch}.txt"))
  Files.delete(bundle)
}
story.holds(story.file('target/captain/pull'), ['amd64', 'arm64'])
// inspect names each type, and says which of them the key has signed
attest('other.key', 'https://example.org/scan', provenance.toString(), 'v1.0.0')
assertThat(captain('inspect', *byCosign, demanding[1]))
    .contains('Attested:  sbom, provenance (verified); https://example.org/scan (not verified)')
assertThat(captain('inspect', *byCosign)).contains('Attested:  sbom, provenance, https://example.org/scan (not verified)')
// an SBOM of a target that the latest cosign has attested becomes one of the combined image
def another = target.resolve('another.spdx.json')
another.toFile().text = story.text('sboms/amd64.spdx.json').replace('os-amd64', 'os-arm64-by-cosign')
attest('release.key', 'spdxjson', another.toString(), 'v1.0.0-arm64', latest)
captain('combine', key, *byCosign)
def names = attested('release.pub', 'spdxjson', images + '@' + digest(images + ':v1.0.0'), envelopes).output().readLines()
    .findAll { it.startsWith('{') }.collect { json(new String(json(it).path('payload').binaryValue(), 'UTF-8')).at('/predicate/name').asText() }
assertThat(names).containsExactlyInAnyOrder('os-amd64', 'os-arm64-by-cosign')

// an attestation that somebody has moved to another image, and one that somebody has changed
def tagged = image.replace('/artifacts', '/tagged')
def refused = { String text, String name ->
  assertThat(attested('release.pub', 'spdxjson', tagged + '@' + digest("$tagged:v1.0.0-$name".toString()), envelopes).succeeded()).isFalse()
  fails(text, 'pull', '-Dcaptain.artifactName=tagged', '-Dcaptain.target=' + name, '-Dcaptain.requireAttestations=sbom', demanding[1])
}
captain('publish', key, '-Dcaptain.artifactName=tagged', '-Dcaptain.signatureFormat=tag')
def att = { String name -> tagged + ':' + digest("$tagged:v1.0.0-$name".toString()).replace(':', '-') + '.att' }
def arm64 = att('arm64').replaceFirst('.*:', '')
tool('oras', 'tag', '--plain-http', att('amd64'), arm64)
refused('it is for another image', 'arm64')
def layer = json(tool('oras', 'manifest', 'fetch', '--plain-http', att('amd64'))).at('/layers/0')
def envelope = json(tool('oras', 'blob', 'fetch', '--plain-http', '--output', '-', tagged + '@' + layer.path('digest').asText()))
def statement = new String(envelope.path('payload').binaryValue(), 'UTF-8')
assertThat(statement).contains('6.12.0')
envelope.put('payload', statement.replace('6.12.0', '6.12.1').getBytes('UTF-8').encodeBase64().toString())
target.resolve('changed.json').toFile().text = envelope.toString()
tool('oras', 'push', '--plain-http', att('amd64'), 'changed.json:application/vnd.dsse.envelope.v1+json')
refused('or changed after it was signed', 'amd64')

// the signatures of checksums, by the commands of the page: of publish, of pull, and what cosign makes in their place
Files.copy(target.resolve('release.pub'), target.resolve('cosign.pub'))
def page = Files.readAllLines(basedir.toPath().resolve('../../../src/site/markdown/use.md'))*.trim()
def command = { String beginning -> page.find { it.startsWith(beginning) } }
def cosigns3 = signing.cosigns().drop(1).collect { command('cosign verify-blob').replaceFirst('cosign', it) }
def blob = [command('cosign verify-blob') + ' --new-bundle-format --trusted-root root.json', *cosigns3,
    command("sed 's/") + ' && ' + command('openssl dgst')]
def files = ['sha256sums-amd64.txt', 'sha256sums-arm64.txt', 'pulled-amd64.txt', 'pulled-arm64.txt']
['sha256sums-amd64.txt', 'sha256sums-arm64.txt'].each { name ->
  ['', '.sigstore.json'].each { Files.copy(story.file('target/captain/' + name + it), target.resolve(name + it)) }
}
def verified = { String name, String publicKey ->
  blob.collect { execute('sh', '-c', it.replace('sha256sums-arm64.txt', name).replace('cosign.pub', publicKey)).succeeded() }.toSet()
}
files.each {
  assertThat(verified(it, 'cosign.pub')).as(it).containsExactly(true)
  assertThat(verified(it, 'other.pub')).as(it).containsExactly(false)
}
tool('cosign', 'sign-blob', '--yes', '--tlog-upload=false', '--key', 'release.key', '--new-bundle-format', '--bundle',
    'sha256sums-arm64.txt.sigstore.json', 'sha256sums-arm64.txt')
assertThat(verified('sha256sums-arm64.txt', 'cosign.pub')).containsExactly(true)
// Captain keeps it, and replaces one that is for other checksums
['sha256sums-arm64.txt.sigstore.json': 'sha256sums-arm64.txt.sigstore.json', 'sha256sums-amd64.txt.sigstore.json': 'sha256sums-arm64.txt.sigstore.json'].each { to, from ->
  Files.copy(target.resolve(from), story.file('target/captain/' + to), StandardCopyOption.REPLACE_EXISTING)
}
captain('sign', key)
assertThat(story.file('target/captain/sha256sums-arm64.txt.sigstore.json')).hasSameBinaryContentAs(target.resolve('sha256sums-arm64.txt.sigstore.json'))
Files.copy(story.file('target/captain/sha256sums-amd64.txt.sigstore.json'), target.resolve('sha256sums-amd64.txt.sigstore.json'), StandardCopyOption.REPLACE_EXISTING)
assertThat(verified('sha256sums-amd64.txt', 'cosign.pub')).containsExactly(true)

// Sigstore's library for npm: every bundle of the combined image, with the right key only
def npm = Files.createDirectories(target.resolve('npm'))
story.file('sigstore').toFile().eachFile { Files.copy(it.toPath(), npm.resolve(it.name)) }
tool('npm', 'ci', '--prefix', npm.toString(), '--ignore-scripts', '--no-audit', '--no-fund', '--silent')
def referrers = json(tool('oras', 'discover', '--plain-http', '--format', 'json', "$image:v1.0.0".toString()))
    .findValues('digest')*.asText().findAll { it != digest("$image:v1.0.0".toString()) }
def attached = referrers.collect {
  def bundle = target.resolve(it.replace(':', '-') + '.json')
  bundle.toFile().bytes = story.images().blob(story.images().manifest(it).at('/layers/0/digest').asText())
  bundle.toString()
}
assertThat(attached).hasSize(4)
def node = { String publicKey, String... bundle -> execute('node', npm.resolve('verify.mjs').toString(), publicKey, *bundle) }
assertThat(node('release.pub', *attached)).matches { it.succeeded() }
attached.each {
  assertThat(node('other.pub', it)).matches { result -> !result.succeeded() && result.output().contains('signature verification failed') }
  def tampered = json(new File(it).text)
  def payload = new String(tampered.at('/dsseEnvelope/payload').binaryValue(), 'UTF-8').replace('"predicate":{', '"predicate":{"x":1,')
  tampered.path('dsseEnvelope').put('payload', payload.getBytes('UTF-8').encodeBase64().toString())
  target.resolve('tampered.json').toFile().text = tampered.toString()
  assertThat(node('release.pub', file('tampered.json')).succeeded()).isFalse()
}
def signatures = files.collect { it + '.sigstore.json' }
assertThat(node('release.pub', *signatures)).matches { it.succeeded() }
assertThat(signatures).noneMatch { node('other.pub', it).succeeded() }
files.each { target.resolve(it).toFile() << '00' }
assertThat(signatures).noneMatch { node('release.pub', it).succeeded() }
files.each { assertThat(verified(it, 'cosign.pub')).as(it).containsExactly(false) }
true
