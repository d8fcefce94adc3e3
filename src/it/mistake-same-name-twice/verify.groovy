import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'Two files of an image have the same name',
    'vmlinuz: ',
    'target amd64',
    'target arm64')
