import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def empty = new File(basedir, 'empty')
def version = 'v1.0.0-' + 'git rev-parse --short=7 HEAD'.execute(null, empty).text.trim()
def all = { tag -> [tag, "$tag-amd64".toString(), "$tag-arm64".toString()] }
def layout = new LayoutView(new File(empty, 'target/images/example/my-os/artifacts').toPath())
assertThat(layout.tags()).containsExactlyElementsOf(all(version))
['vmlinuz-x86_64', 'initramfs-x86_64', 'vmlinuz-aarch64', 'initramfs-aarch64'].each {
  assertThat(new File(empty, "target/pulled/$it")).hasSameBinaryContentAs(new File(empty, "out/$it"))
}

def images = new RemoteView(registry, registryHome, 'example/my-os/artifacts')
assertThat(images.tags()).contains(*all(version), *all('v1.0.1'), 'v1.0.2-arm64')
    .doesNotContain('v1.0.2', 'v1.0.2-amd64')
assertThat(images.manifestBytes(version)).isEqualTo(layout.manifestBytes(version))

// no goal of Captain runs (the directory may be named captain)
assertThat(new Story(basedir, registry, registryHome).runs().last()).contains('--- deploy:').doesNotContain('--- captain')
true
