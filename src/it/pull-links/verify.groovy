import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.DirectoryTree
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.prints('- rpi/ 3 links', '1 file, 2 links')

def pulled = DirectoryTree.of(story.file('target/captain/pull'))
assertThat(pulled as Map).isEqualTo([
    'dtb': '/', 'dtb/overlays': '/', 'dtb/overlays/vc4.dtbo': 'an overlay',
    'rpi': '/', 'rpi/cmdline.txt': 'a command line', 'rpi/kernel8.img': '-> ../dtb/../vmlinuz-aarch64',
    'rpi/overlays': '-> ../dtb/overlays', 'vmlinuz-aarch64': 'the kernel'])
assertThat(story.file('target/captain/pull/rpi/kernel8.img')).hasContent('the kernel')
assertThat(story.file('target/captain/pull/rpi/overlays/vc4.dtbo')).hasContent('an overlay')

def copied = DirectoryTree.of(story.file('target/copied'))
assertThat(copied as Map).isEqualTo([
    'dtb': '/', 'dtb/overlays': '/', 'dtb/overlays/vc4.dtbo': 'an overlay',
    'rpi': '/', 'rpi/cmdline.txt': 'a command line', 'rpi/kernel8.img': 'the kernel',
    'rpi/overlays': '/', 'rpi/overlays/vc4.dtbo': 'an overlay', 'vmlinuz-aarch64': 'the kernel'])
true
