import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The <annotations> are not as they should be',
    'org.example.team has no value')
