// Finds or downloads the registry program for the stories. If that is not possible, the build
// fails before the unit tests.

import io.github.captainos.testing.program.RegistryProgram

def later = ['pre-integration-test', 'integration-test', 'post-integration-test', 'verify', 'install', 'deploy']
if (session.goals.any { it in later } && !session.userProperties['captain.it.registry']) {
  log.info("The integration tests run their registries with ${RegistryProgram.find()}")
}
