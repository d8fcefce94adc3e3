import static org.assertj.core.api.Assertions.assertThat

import com.fasterxml.jackson.databind.ObjectMapper
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Distribution
import java.nio.file.Files
import java.nio.file.Path

// what prepare.groovy has left
context.each { name, value -> binding.setVariable(name, value) }

def outputsOf = { List targets, String tag, Map digests ->
  def images = targets.collectEntries { [it, [digest: digests[it], reference: "$repository:$tag".toString() + (it == 'both' ? '' : '-' + it),
      tag: tag + (it == 'both' ? '' : '-' + it)]] }
  [tag: tag, image: images[targets.last()].reference, digest: digests[targets.last()]] +
      targets.collectEntries { ['image-' + it, images[it].reference] } + targets.collectEntries { ['digest-' + it, digests[it]] } +
      [images: new ObjectMapper().writeValueAsString(images)]
}
def shown
try {
  def published = ['amd64', 'arm64'].collectEntries { target ->
    def result = read(machine(target), 'Publish')
    assertThat(result.outputs - outputsOf([target], built, [(target): result.outputs.digest]))
        .isEqualTo([report: machine(target).resolve('target/captain/publish.json').toString()])
    assertThat(result.summary).contains('Publish complete', '  sent\n', "    $built-$target  ${result.outputs.digest}  new")
    [target, result.outputs]
  }

  def both = machine('both')
  def combined = read(both, 'Combine the images')
  def digests = [amd64: published.amd64.digest, arm64: published.arm64.digest, both: combined.outputs.digest]
  assertThat(digests.values()).doesNotHaveDuplicates().allMatch { it ==~ /sha256:[0-9a-f]{64}/ }
  assertThat(combined.outputs - outputsOf(['amd64', 'arm64', 'both'], built, digests)).containsOnlyKeys('report')
  assertThat(combined.summary).contains('Combine complete', digests.both)
  assertThat(both.toFile().list()).containsExactly('target')
  assertThat(calls('publish.yml', 'both', 'Tag the images with the commit', both, secrets))
      .endsWith(":tag-all -Dcaptain.newTag=$sha -Dcaptain.overwrite=true -Dcaptain.signKey=env:CAPTAIN_SIGN_KEY".toString())

  def workspace = machine('release')
  def untagged = run('release.yml', 'release', 'Check that there is a tag', workspace, tagged + [GITHUB_REF_TYPE: 'branch'])
  assertThat(untagged.ok).isFalse()
  assertThat(untagged.log).contains('::error::refs/tags/v1.2.0 is not a tag')
  succeed('release.yml', 'release', 'Check that there is a tag', workspace, tagged)
  def fetched = read(workspace, 'Fetch the files')
  assertThat(fetched.outputs).containsEntry('digest', digests.both)
      .containsEntry('directory', workspace.resolveSibling('temp/release').toString())
  assertThat(fetched.outputs.files.readLines()).hasSize(2 + 1 + 3 + 1).allMatch { Files.isRegularFile(Path.of(it)) }
  assertThat(fetched.summary).contains('Pull complete', '  fetched\n')
  def released = read(workspace, 'Tag the images')
  assertThat(released.outputs - outputsOf(['amd64', 'arm64', 'both'], 'v1.2.0', digests)).containsOnlyKeys('report')
  assertThat(released.summary).contains('Tag complete', "  $built  ")

  // the notes compare it with the release before; pre-releases and later releases are not asked for
  def before = { String name -> succeed('release.yml', 'release', 'Find the release before', workspace, tagged + [GITHUB_REF_NAME: name]).outputs.tag }
  assertThat(before('v1.2.0')).isEmpty()
  ['v1.1.0', 'v1.2.0-rc1', 'v1.10.0'].each { Files.createDirectory(releases.resolve(it)) }
  assertThat(['v1.2.0', 'v1.2.0-rc1', 'v1.11.0-rc1'].collect { before(it) }).containsExactly('v1.1.0', 'v1.1.0', 'v1.10.0')
  def compare = { Map more -> succeed('release.yml', 'release', 'Compare the images with those of the release before', workspace,
      tagged + [PREVIOUS_TAG: 'v1.1.0'] + more) }
  assertThat(compare([:]).call)
      .endsWith(' captain:diff -Dcaptain.target=both -Dcaptain.tag=v1.1.0 -Dcaptain.withTag=v1.2.0 -Dcaptain.publicKey=env:CAPTAIN_PUBLIC_KEY')
  assertThat(compare([STORY_STATUS: '1']).log).contains('::warning::The release notes do not compare', 'v1.1.0')
  def notes = Files.writeString(story.file('notes.md'), 'No file has changed.')

  // the release has the very files; a directory is an archive, and so are all files of a flavor
  def release = { Map more -> succeed('release.yml', 'release', 'Release the files', workspace, tagged + more) }
  def contents = { Path archive -> Command.run(basedir.toPath(), 'tar', '-tf', archive.toString()).readLines() }
  [[NOTES: notes.toString()], [:]].each {
    release(it)
    ['amd64', 'arm64'].each { arch ->
      [("vmlinuz-$arch".toString()): 'out/vmlinuz-' + arch, ("os-${arch}.iso".toString()): "mkosi.output/$arch/os ${arch}.iso",
          ("sha256sums-${arch}.txt".toString()): "target/captain/sha256sums-${arch}.txt"].each { asset, file ->
        assertThat(releases.resolve('v1.2.0/' + asset)).hasSameBinaryContentAs(story.file("machines/$arch/workspace").resolve(file.toString()))
      }
    }
    assertThat(releases.resolve('v1.2.0').toFile().list().findAll { it.endsWith('.sigstore.json') })
        .containsExactlyInAnyOrder('sha256sums-amd64.txt.sigstore.json', 'sha256sums-arm64.txt.sigstore.json')
    assertThat(contents(releases.resolve('v1.2.0/dtb-arm64.tar'))).contains('dtb-arm64/broadcom/board.dtb')
  }
  assertThat(releases.resolve('notes-v1.2.0')).hasSameTextualContentAs(notes)
  Files.delete(releases.resolve('notes-v1.2.0'))
  release([GITHUB_REF_NAME: 'v1.3.0-rc1', FLAVOR_ID: 'pi'])
  assertThat(releases.resolve('v1.3.0-rc1').toFile().list()).containsExactly('pi.tar')
  assertThat(contents(releases.resolve('v1.3.0-rc1/pi.tar'))).contains('./vmlinuz-arm64', './dtb-arm64/broadcom/board.dtb')
  def toGitHub = Files.readAllLines(releases.resolve('calls')).findAll { !it.startsWith('release view') && !it.startsWith('release list') }
  assertThat(toGitHub).hasSize(4)
  assertThat(toGitHub[0]).startsWith("release create v1.2.0 --verify-tag --generate-notes --notes-file=$notes /")
  assertThat(toGitHub[1]).startsWith('release upload v1.2.0 --clobber /')
  assertThat(toGitHub[2]).isEqualTo('release edit v1.2.0 --draft=false')
  assertThat(toGitHub[3]).startsWith('release create v1.3.0-rc1 --verify-tag --generate-notes --prerelease /')

  guarded.close()
  shown = Distribution.start(guarded.home())
  def images = new RemoteView(shown.address(), guarded.home().toString(), 'example/os/artifacts')
  assertThat(images.tags().findAll { !it.startsWith('sha256-') })
      .containsExactlyInAnyOrder(*[built, 'v1.2.0'].collectMany { tag -> ['', '-amd64', '-arm64'].collect { tag + it } })
  ['', '-amd64', '-arm64'].each { target ->
    assertThat(images.manifestBytes('v1.2.0' + target)).isEqualTo(images.manifestBytes(built + target))
  }
} finally {
  guarded.close()
  shown?.close()
}
true
