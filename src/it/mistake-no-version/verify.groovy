import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'There is no git repository at',
    'Set captain.tag',
    'captain.gitSha')
