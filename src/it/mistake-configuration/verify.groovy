import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'The target \'amd46\' (from -Dcaptain.target)',
    'Did you mean amd64? Valid values: amd64, arm64, both (also written combined), and all. Set captain.target to one of them.',
    "captain.targets is 'amd64' (from -Dcaptain.targets), and <targets> has amd64, arm64: publish takes the targets only from the POM.",
    'Invalid <annotations>: org.example.team has no value',
    '<sourc> is not an element of a <file> of the target amd64. Did you mean <source>? Valid elements: <source>, <artifact>, <name>, <compression>.',
    "<targets> has the text 'amd64'. Write a <target> with <name> and <files>")
assertThat(story.log()).doesNotContain('io.github.captainos.plugin')

// a key that is written and empty: nothing is published unsigned, or read without being verified
def keys = story.runs().subList(5, 10)
assertThat(keys.withIndex().collect { run, i ->
  run.contains([
      'captain.signKey is written in the POM, as <signKey> (execution publish of the plugin), but is empty. If it comes from a variable',
      'captain.signKey is written in the POM, as <signKey> (execution publish of the plugin), but is empty: ${env.NO_KEY} has no value.',
      'captain.signKey is written in the POM or settings.xml, as the property captain.signKey, but is empty: ${env.NO_KEY} has no value.',
      'captain.signKey is written on the command line, as -Dcaptain.signKey, but is empty.',
      'captain.publicKey is written in the POM, as <publicKey> (execution default-cli of the plugin), but is empty.',
  ][i])
}).containsExactly(true, true, true, true, true)

// a parameter of an earlier version, which Maven itself ignores
def places = [
    'on the command line, as -Dcaptain.chunkSize',
    'in the POM, as <chunkSize> (execution publish of the plugin)',
    'in the POM or settings.xml, as the property captain.chunkSize']
assertThat(story.runs().drop(10).withIndex().collect { run, i ->
  run.contains('captain.chunkSize is written ' + places[i] + ', but is not a parameter any more: if a registry or a proxy refuses a large request, smaller ones are sent without it. Remove it.')
}).containsExactly(true, true, true)
true
