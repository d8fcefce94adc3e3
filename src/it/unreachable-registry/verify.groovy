import io.github.captainos.testing.Story

new Story(basedir, registry, registryHome).failsWith('127.0.0.1:1/it/unreachable-registry/artifacts:v1.0.0-amd64',
    'looking up the tag failed', 'no connection to 127.0.0.1:1', 'tried 3 times', 'No tag has moved')
