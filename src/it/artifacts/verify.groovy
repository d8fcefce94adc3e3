import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def pulled = { String day ->
  def files = [:]
  story.file("target/$day").toFile().eachFile { if (!it.name.startsWith('sha256sums-')) files[it.name] = it.text }
  files
}
assertThat(pulled('monday')).isEqualTo([
    'vmlinuz-amd64'              : 'kernel-6.12.0-amd64.img of monday ',
    'initramfs-1.0-SNAPSHOT.cpio.zst': 'initramfs-1.0-20260105.120000-1.cpio.zst of monday ',
    'artifacts-1-amd64.iso'      : 'the ISO for amd64',
    'kernel-6.12.0-arm64.img'    : 'kernel-6.12.0-arm64.img of monday ',
    'firmware-2-tests.jar'       : 'firmware-2-tests.jar of monday ',
    'firmware-2.jar'             : 'firmware-2.jar of monday '])
// a newly resolved snapshot of the same size is published
assertThat(pulled('tuesday')['initramfs-1.0-SNAPSHOT.cpio.zst'])
    .isEqualTo('initramfs-1.0-20260106.120000-1.cpio.zst of tuesday'.toString())
true
