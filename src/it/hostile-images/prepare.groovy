import io.github.captainos.testing.HostileImages
import io.github.captainos.testing.Story

def story = new Story(basedir, registry, registryHome)
HostileImages.all().each { it.image().pushTo(story.images().reference(), it.name()) }
true
