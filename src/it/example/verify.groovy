import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper

def index = new JsonSlurper().parse(new File(basedir, 'target/images/example/os/artifacts/index.json'))
assertThat(index.manifests.collect { it.annotations['org.opencontainers.image.ref.name'] })
    .containsExactly('v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0')
// Tinkerbell asks for these names
def read = { String digest ->
  new JsonSlurper().parse(new File(basedir, 'target/images/example/os/artifacts/blobs/' + digest.replace(':', '/')))
}
def combined = read(read(index.manifests[2].digest).manifests[0].digest)
assertThat(combined.layers.collect { it.annotations['org.opencontainers.image.title'] })
    .contains('vmlinuz-x86_64.tar', 'initramfs-x86_64.tar', 'vmlinuz-aarch64.tar', 'initramfs-aarch64.tar')
true
