import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'out/vmlinuz-amd64 does not exist',
    'out/captainos-arm64.iso does not exist',
    'target amd64',
    'target arm64')
