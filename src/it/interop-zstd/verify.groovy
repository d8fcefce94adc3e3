import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Containerd
import io.github.captainos.testing.story.Story
import java.nio.file.Files

def story = new Story(basedir, registry, registryHome)
def work = Files.createDirectories(story.file('target/interop'))
def remote = story.images().reference()
def entries = story.images().manifest('v1.0.0').path('manifests')
entries.each { entry ->
  def layers = story.images().manifest(entry.path('digest').asText()).path('layers')
  assertThat(layers*.path('mediaType')*.asText()).contains('application/vnd.oci.image.layer.v1.tar+zstd')
}

// skopeo adds nothing to the index
Command.run(work, 'skopeo', 'copy', '--all', '--preserve-digests', '--src-tls-verify=false',
    "docker://$remote:v1.0.0".toString(), 'dir:copy')
assertThat(Files.readAllBytes(work.resolve('copy/manifest.json')))
    .isEqualTo(story.images().manifestBytes('v1.0.0'))

def containerd = Containerd.start(work.resolve('containerd'))
try {
  containerd.pull("$remote:v1.0.0", 'linux/arm64')
  containerd.mounted("$remote:v1.0.0", 'linux/arm64') { story.holds(it, ['amd64', 'arm64']) }
} finally {
  containerd.close()
}
true
