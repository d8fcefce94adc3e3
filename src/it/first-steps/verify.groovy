import static org.assertj.core.api.Assertions.assertThat

import io.github.captainos.testing.image.LayoutView
import io.github.captainos.testing.image.RemoteView
import io.github.captainos.testing.story.Maven

// all code blocks of the page in their order: XML is written to the file that is named before it,
// sh is run
def page = new File(basedir, '../../../src/site/markdown/first-steps.md').text
def empty = new File(basedir, 'empty')
def programs = new File(basedir, 'programs')
assert empty.mkdirs() && programs.mkdirs()

// "mvn" is the Maven of this build, with the plugin of this build
def maven = new File(programs, 'mvn')
maven.text = """#!/bin/sh
exec ${new Maven(localRepositoryPath, projectVersion).command(empty.toPath()).command().collect { "'$it'" }.join(' ')} "\$@"
"""
assert maven.setExecutable(true)

def log = new StringBuilder()
def run = { String script ->
  def builder = new ProcessBuilder('sh', '-e', '-c', script).directory(empty).redirectErrorStream(true)
  def environment = builder.environment()
  environment.keySet().removeIf { it.startsWith('GITHUB_') || it.startsWith('GIT_') || it in ['REGISTRY', 'TARGET', 'FLAVOR_ID', 'VERSION_EXCLUDE'] }
  environment.PATH = programs.path + ':' + environment.PATH
  environment.DOCKER_CONFIG = new File(basedir, 'no-docker-config').path
  environment.LC_ALL = 'C.UTF-8'
  environment.GIT_CONFIG_GLOBAL = '/dev/null'
  ['GIT_AUTHOR', 'GIT_COMMITTER'].each {
    environment[it + '_NAME'] = 'it'
    environment[it + '_EMAIL'] = 'it@example.org'
  }
  def process = builder.start()
  process.outputStream.close()
  log << process.inputStream.text
  assertThat(process.waitFor()).as("%s%n%s", script, log).isZero()
}

(page =~ /(?ms)(?:`([\w\/.-]+)`[^`\n]*:\n\n)?^```(\w+)\n(.*?)^```$/).each { all, file, language, text ->
  text = text.replace('localhost:5000', registry)
      .replaceAll(/(captain-maven-plugin(?:<\/artifactId>\s*<version>|:))[\w.-]+/, '$1' + projectVersion)
  if (language == 'sh') {
    run(text)
  } else if (file) {
    def written = new File(empty, file)
    written.parentFile.mkdirs()
    written.text = text
  }
}

def version = 'v1.0.0-' + 'git rev-parse --short=7 HEAD'.execute(null, empty).text.trim()
def all = { tag -> [tag, "$tag-amd64".toString(), "$tag-arm64".toString()] }
def layout = new LayoutView(new File(empty, 'target/images/example/my-os/artifacts').toPath())
assertThat(layout.tags()).containsExactlyElementsOf(all(version))
['vmlinuz-x86_64', 'initramfs-x86_64', 'vmlinuz-aarch64', 'initramfs-aarch64'].each {
  assertThat(new File(empty, "target/pulled/$it")).hasSameBinaryContentAs(new File(empty, "out/$it"))
}

def images = new RemoteView(registry, registryHome, 'example/my-os/artifacts')
assertThat(images.tags()).contains(*all(version), *all('v1.0.1'), 'v1.0.2-arm64')
    .doesNotContain('v1.0.2', 'v1.0.2-amd64')
assertThat(images.manifestBytes(version)).isEqualTo(layout.manifestBytes(version))

// nothing is published by accident: no goal of Captain runs (the directory may be named captain)
run('mvn deploy')
assertThat(log.toString().split('Scanning for projects').last())
    .contains('BUILD SUCCESS').doesNotContain('--- captain')
true
