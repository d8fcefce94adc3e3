import io.github.captainos.testing.story.Story

def story = new Story(basedir, registry, registryHome)
story.failsWithoutPublishing(
    'target amd64: there is no artifact org.example.mistakes:kernel:6.12.0:img:amd64: Could not find artifact',
    'Check its coordinates (groupId:artifactId:version[:type[:classifier]]) and the <repositories> (',
    'os, central); -U asks them again',
    'the <artifact> org.example.mistakes:kernel has 2 parts',
    'the <artifact> org.example.mistakes:kernel:6.12.0::amd64 has an empty type',
    'the <artifact> org.example.mistakes:kernel:[6,7):img does not name a single version',
    'this module has no artifact it:mistake-artifacts:1:iso:amd64',
    'target amd64: out/vmlinuz-amd64 does not exist',
    'target arm64: a <file> has both the <source> pom.xml and the <artifact> org.example.mistakes:kernel:6.12.0',
    'target arm64: a <file> has no path; write <file>path</file>, or give it a <source> or an <artifact>')
