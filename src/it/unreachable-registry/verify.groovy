import io.github.captainos.testing.Story

new Story(basedir, registry, registryHome).failsWith('127.0.0.1:1/it/unreachable-registry/artifacts:v1.0.0-amd64',
    'looking up the tag failed', 'nobody listens at 127.0.0.1:1', 'No tag has moved')
