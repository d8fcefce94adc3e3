import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The target \'riscv64\' (from the environment variable TARGET)',
    'Valid values: amd64, arm64')
