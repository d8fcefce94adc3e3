import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Containerd
import io.github.captainos.testing.image.RawImage
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def work = Files.createDirectories(story.file('target/interop'))
def run = { Object... command -> Command.run(work, *command.collect { it.toString() }) }
def remote = story.images().reference()
def layout = story.file('images/it/interop-read-back/artifacts')
def images = ['v1.0.0-amd64': ['amd64'], 'v1.0.0-arm64': ['arm64'], 'v1.0.0': ['amd64', 'arm64']]
def containerd = Containerd.start(work.resolve('containerd'))
try {
  images.each { tag, arches ->
    // skopeo copies all platforms from both, with the same digest
    def digest = run('skopeo', 'inspect', '--tls-verify=false', '--format', '{{.Digest}}', "docker://$remote:$tag")
    assertThat(digest.trim()).isEqualTo(RawImage.digest(story.images().manifestBytes(tag)))
    ["docker://$remote:$tag", "oci:$layout:$tag"].eachWithIndex { source, i ->
      run('skopeo', 'copy', '--all', '--preserve-digests', '--src-tls-verify=false', source, "dir:$tag-$i")
      assertThat(Files.readAllBytes(work.resolve("$tag-$i/manifest.json")))
          .isEqualTo(story.images().manifestBytes(tag))
    }

    // umoci does not support images of several platforms, so skopeo copies one from the layout
    ['amd64', 'arm64'].each { machine ->
      run('skopeo', 'copy', '--override-arch', machine, "oci:$layout:$tag", "oci:one:$tag-$machine")
      run('umoci', 'unpack', '--rootless', '--image', "one:$tag-$machine", "bundle-$tag-$machine")
      story.holds(work.resolve("bundle-$tag-$machine/rootfs"), arches)
    }

    // oras lists and pulls
    assertThat(run('oras', 'repo', 'tags', '--plain-http', remote)).contains(tag)
    assertThat(run('oras', 'repo', 'tags', '--oci-layout', layout)).contains(tag)
    def index = run('oras', 'manifest', 'fetch', '--plain-http', "$remote:$tag")
    assertThat(index).isEqualTo(new String(story.images().manifestBytes(tag)))
    def pulled = work.resolve("oras-$tag")
    run('oras', 'pull', '--plain-http', '--platform', 'linux/arm64', '--output', pulled, "$remote:$tag")
    def unpacked = Files.createDirectories(work.resolve("oras-unpacked-$tag"))
    Files.list(pulled).withCloseable { it.toList() }.each { Command.run(unpacked, 'tar', '-xf', it.toString()) }
    story.holds(unpacked, arches)

    // containerd pulls for arm64, and what it mounts are the files
    containerd.pull("$remote:$tag", 'linux/arm64')
    containerd.mounted("$remote:$tag", 'linux/arm64') { story.holds(it, arches) }
  }
} finally {
  containerd.close()
}
true
