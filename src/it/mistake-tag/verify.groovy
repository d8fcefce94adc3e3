import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The tag \'v1/0\' (from the POM or settings.xml, captain.tag) is no valid tag',
    'captain.tag')
