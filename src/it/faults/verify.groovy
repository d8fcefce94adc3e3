import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.fault.FaultMatrix
import io.github.captainos.testing.story.Story

// does not start Maven for each of several hundred faults
def story = new Story(basedir, registry, registryHome)
assertThat(new FaultMatrix(story.file('target/faults'), registry, registryHome).run()).isEmpty()
true
