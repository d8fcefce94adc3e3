import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The target \'amd46\' (from -Dcaptain.target)',
    'Did you mean amd64? Valid values: amd64, arm64, both (also written combined), and all. Set captain.target to one of them.',
    "captain.targets is 'amd64' (from -Dcaptain.targets), and <targets> has amd64, arm64: publish takes the targets only from the POM.",
    'Invalid <annotations>: org.example.team has no value')
