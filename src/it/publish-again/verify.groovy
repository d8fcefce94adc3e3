import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def requests = story.images().requests()
def last = 'PUT /v2/it/publish-again/artifacts/manifests/v1.0.0'
assertThat(requests.count(last)).isEqualTo(1)
def second = requests.drop(requests.indexOf(last) + 1)
assertThat(second).isNotEmpty().allMatch { it.startsWith('GET ') || it.startsWith('HEAD ') }
story.prints(' sent', ' present')
true
