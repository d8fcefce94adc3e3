import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The repository \'It/Mistake-Repository\' (from the POM or settings.xml, captain.repository)',
    'Set captain.repository to it/mistake-repository')
