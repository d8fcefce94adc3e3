import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.program.Command
import io.github.captainos.testing.program.Containerd
import io.github.captainos.testing.image.Firmware
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.Path

def story = new Story(basedir, registry, registryHome)
def work = Files.createDirectories(story.file('target/interop'))
def run = { Object... command -> Command.run(work, *command.collect { it.toString() }) }
def tree = Firmware.tree(story.file('out'), story.file('target/captain/sha256sums-arm64.txt'), work.resolve('expected'))
def image = story.images().reference() + ':v1.0.0'

// GNU tar, layer by layer
def unpacked = Files.createDirectories(work.resolve('tar'))
def manifest = story.images().manifest(story.images().manifest('v1.0.0').path('manifests').path(0).path('digest').asText())
manifest.path('layers').each {
  def layer = Files.write(work.resolve('layer.tar'), story.images().blob(it.path('digest').asText()))
  Command.run(unpacked, 'tar', '-xf', layer.toString())
}
Firmware.assertSame(tree, unpacked)

// skopeo copies, umoci unpacks
run('skopeo', 'copy', '--override-arch', 'arm64', '--src-tls-verify=false', "docker://$image", 'oci:one:v1')
run('umoci', 'unpack', '--rootless', '--image', 'one:v1', 'bundle')
Firmware.assertSame(tree, work.resolve('bundle/rootfs'))

// containerd mounts
def containerd = Containerd.start(work.resolve('containerd'))
try {
  containerd.pull(image, 'linux/arm64')
  containerd.mounted(image, 'linux/arm64') { Firmware.assertSame(tree, it) }
} finally {
  containerd.close()
}

// podman mounts, and exports a container, as docker does; it may print warnings before the answer
def podman = { Object... arguments ->
  def output = run('podman', '--root', work.resolve('podman/root'), '--runroot', work.resolve('podman/run'),
      '--storage-driver', 'vfs', *arguments)
  output.readLines().findAll { !it.contains('level=warning') }.join()
}
podman('pull', '--quiet', '--tls-verify=false', '--platform', 'linux/arm64', image)
try {
  Firmware.assertSame(tree, Path.of(podman('image', 'mount', image)))
} finally {
  podman('image', 'unmount', image)
}
def container = podman('create', '--quiet', '--platform', 'linux/arm64', image, '/none')
podman('export', '--output', work.resolve('export.tar'), container)
def exported = Files.createDirectories(work.resolve('exported'))
Command.run(exported, 'tar', '-xf', work.resolve('export.tar').toString())
tree.toFile().list().each { name -> Command.run(tree, 'diff', '-r', '--no-dereference', name, exported.resolve(name).toString()) }
true
