import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
def runs = story.runs()
def fails = { String module, String... texts ->
  def error = runs[0].split('Failed to execute goal ').find { it.contains(" on project $module: ") }
  assertThat(error).startsWith('io.github.captainos:captain-maven-plugin:').contains(texts)
}
// all of them in one message
fails('files',
    'target amd64: there is no artifact org.example.mistakes:kernel:6.12.0:img:amd64: Cannot access ',
    'Check its coordinates (groupId:artifactId:version[:type[:classifier]]) and the <repositories> (',
    'os, central); -U asks them again',
    'the <artifact> org.example.mistakes:kernel has 2 parts',
    'this module has no artifact it:files:1:iso:amd64',
    'it:target:1:iso:amd64 is made by the module target, which this build has not finished. Make it a <dependency> of this module',
    'target amd64: out/vmlinuz-amd64 does not exist',
    'target amd64: a <file> has both the <source> pom.xml and the <artifact> org.example.mistakes:kernel:6.12.0',
    'target amd64: a <file> has no path; write <file>path</file>, or give it a <source> or an <artifact>')
fails('annotations', 'Invalid <annotations>: org.example.team has no value')
// Maven itself ignores it
fails('chunk-size', 'captain.chunkSize is written in the POM, as <chunkSize> (execution publish of the plugin), but is not a parameter any more')
fails('target', "The target 'amd46' (from the environment variable TARGET)",
    'Did you mean amd64? Valid values: amd64, both (also written combined), and all. Set captain.target to one of them.')
fails('targets', "captain.targets is 'amd64' (from -Dcaptain.targets), and <targets> has amd64, arm64: publish takes the targets only from the POM.")
fails('text-as-targets', "<targets> has the text 'amd64'. Write a <target> with <name> and <files>")
// a key that is written and empty: nothing is published unsigned, or read without being verified
fails('sign-key', 'captain.signKey is written in the POM, as <signKey> (execution publish of the plugin), but is empty. If it comes from a variable')
fails('sign-key-property', 'captain.signKey is written in the POM or settings.xml, as the property captain.signKey, but is empty: ${env.NO_KEY} has no value.')
fails('public-key', 'captain.publicKey is written in the POM, as <publicKey> (execution pull of the plugin), but is empty.')
// and one whose name Maven does not know
fails('unknown-element', '<signkey>, in the POM (execution publish of the plugin), is not a parameter of any goal. Did you mean <signKey>?')
fails('unknown-property', 'The property captain.signkey, in the POM or settings.xml, is not a parameter. Did you mean captain.signKey?')
['offline', 'offline-pull'].each {
  fails(it, "Maven is offline, and the registry '$registry' (from the POM", 'is not a directory. Omit -o, or set captain.registry as in oci:target/images.')
  assertThat(new RemoteView(registry, registryHome, "it/mistakes/$it").exists()).isFalse()
}
assertThat(story.file('target/images/it/mistakes').toFile().list()).containsExactlyInAnyOrder('offline-pull', 'public-key')

// a property that is no parameter is named once in a build
assertThat(story.text('build.log').readLines().findAll { it.startsWith('[WARNING]') && it.contains('captain.') }).containsExactly(
    '[WARNING] -Dcaptain.unrelated is not a parameter. It has no effect.',
    '[WARNING] captain.platforms has linux/amd46, which is not a known platform. Did you mean linux/amd64?')
// and one that resembles a parameter is an error
assertThat(runs[1]).contains(
    '-Dcaptain.platfroms is not a parameter. Did you mean -Dcaptain.platforms? ' +
    '-Dcaptain.verifyKey is not a parameter. Did you mean -Dcaptain.publicKey? Without it, nothing would be signed or verified. ' +
    'Correct or remove it; if it is a property of your own, define it in the POM.')
assertThat(story.log()).doesNotContain('secret', 'captain.pub ', 'io.github.captainos.plugin')
story.failsWith()
true
