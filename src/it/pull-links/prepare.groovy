import io.github.captainos.testing.program.Command
import io.github.captainos.testing.image.RawImage
import io.github.captainos.testing.story.Story
import java.nio.file.Files
import java.nio.file.Path

def story = new Story(basedir, registry, registryHome)
def work = Files.createDirectories(story.file('firmware'))
def write = { path, text ->
  Files.createDirectories(work.resolve(path).parent)
  Files.writeString(work.resolve(path), text)
}
def link = { path, target ->
  Files.createDirectories(work.resolve(path).parent)
  Files.deleteIfExists(work.resolve(path))
  Files.createSymbolicLink(work.resolve(path), Path.of(target))
}
// without entries for directories
def tar = { String... paths ->
  Command.run(work, (['tar', '--no-recursion', '-czf', 'layer.tar.gz'] + paths.toList()) as String[])
  Files.readAllBytes(work.resolve('layer.tar.gz'))
}
def gzip = 'application/vnd.oci.image.layer.v1.tar+gzip'

write('vmlinuz-aarch64', 'the kernel')
write('dtb/overlays/vc4.dtbo', 'an overlay')
link('rpi/kernel8.img', '../vmlinuz-aarch64')
link('rpi/overlays', '../dtb/overlays')
link('rpi/cmdline.txt', 'a')
def files = tar('vmlinuz-aarch64', 'dtb/overlays/vc4.dtbo')
def links = ['rpi/kernel8.img', 'rpi/overlays', 'rpi/cmdline.txt']
new RawImage().layer(tar(*links), gzip).layer(files, gzip).pushTo(story.images().reference(), 'v1')

// the next release has another target, and a file in place of a link
write('config.txt', 'a configuration')
link('rpi/kernel8.img', '../dtb/../vmlinuz-aarch64')
Files.delete(work.resolve('rpi/cmdline.txt'))
write('rpi/cmdline.txt', 'a command line')
new RawImage().layer(tar(*links), gzip).layer(files, gzip).pushTo(story.images().reference(), 'v2')
true
