import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    '\'arm64\' is no platform',
    'linux/arm64',
    'Did you mean linux/arm64? Set captain.platforms.')
