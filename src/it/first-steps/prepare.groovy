import io.github.captainos.testing.story.Maven

// all code blocks of the page in their order: XML is written to the file that is named before it, sh is run
def page = new File(basedir, '../../../src/site/markdown/first-steps.md').text
    .replace('localhost:5000', registry)
    .replaceAll(/(captain-maven-plugin(?:<\/artifactId>\s*<version>|:))[\w.-]+/, '$1' + projectVersion)
def blocks = (page =~ /(?ms)(?:`([\w\/.-]+)`[^`\n]*:\n\n)?^```(\w+)\n(.*?)^```$/).collect { all, file, language, text ->
  language == 'sh' ? text : file ? "mkdir -p \$(dirname $file)\ncat > $file << 'END'\n${text}END\n" : ''
}

// the invoker's build of this story: "mvn" is the Maven of this build, and the invoker sets the environment
def maven = new Maven(localRepositoryPath, projectVersion).command(basedir.toPath()).command().collect { "'$it'" }.join(' ')
def steps = new File(basedir, 'steps.sh')
steps.text = """\
#!/bin/sh -e
mvn() { $maven "\$@"; }
unset \$(env | sed -n 's/^\\(GIT[A-Z_]*\\)=.*/\\1/p')
export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=it GIT_AUTHOR_EMAIL=it@example.org GIT_COMMITTER_NAME=it GIT_COMMITTER_EMAIL=it@example.org
mkdir empty
cd empty
${blocks.join()}
# nothing is published by accident
mvn deploy
"""
assert steps.setExecutable(true)
true
