import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'A <target> is named \'all\'')
