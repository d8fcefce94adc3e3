import static org.assertj.core.api.Assertions.assertThat

import groovy.json.JsonSlurper

def index = new JsonSlurper().parse(new File(basedir, 'target/images/example/os/artifacts/index.json'))
assertThat(index.manifests.collect { it.annotations['org.opencontainers.image.ref.name'] })
    .containsExactly('v1.0.0-amd64', 'v1.0.0-arm64', 'v1.0.0')
true
