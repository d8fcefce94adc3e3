// Stops the registry of the stories, and checks that none has printed a stack trace.

import io.github.captainos.testing.story.BuildLogs
import java.nio.file.Path

project.getContextValue('captain.it.registry')?.close()
BuildLogs.check(Path.of(project.build.directory, 'it'), session.request.startTime.toInstant())
