import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'No repository is set',
    '-Dcaptain.repository',
    'GITHUB_REPOSITORY')
