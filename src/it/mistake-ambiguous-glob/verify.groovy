import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'target/os/amd64/*amd64* matches 2 files, not one',
    'target/os/amd64/captainos-amd64.iso, target/os/amd64/initramfs-amd64.cpio.zst')
