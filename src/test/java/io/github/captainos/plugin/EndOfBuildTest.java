package io.github.captainos.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.BuildFailure;
import org.apache.maven.execution.BuildSuccess;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.DefaultMavenExecutionResult;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.internal.DefaultExecutionEventCatapult;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.MojoDescriptor;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.junit.jupiter.api.Test;

class EndOfBuildTest {
  /** What happened, in order: what was done, and what Maven's own listener was told. */
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private final MavenExecutionRequest request = new DefaultMavenExecutionRequest();
  private final MavenExecutionResult result = new DefaultMavenExecutionResult();
  private final MavenSession session = session();

  @SuppressWarnings("deprecation") // there is no other, and no need of a whole Maven
  private MavenSession session() {
    request.setExecutionListener(
        new AbstractExecutionListener() {
          @Override
          public void projectSucceeded(ExecutionEvent event) {
            events.add("project succeeded");
          }

          @Override
          public void sessionEnded(ExecutionEvent event) {
            events.add(result.hasExceptions() ? "BUILD FAILURE" : "BUILD SUCCESS");
          }
        });
    return new MavenSession(null, new DefaultRepositorySystemSession(), request, result);
  }

  private MavenProject defer(String module, EndOfBuild.Action job) {
    MavenProject project = new MavenProject();
    project.setArtifactId(module);
    result.addBuildSummary(new BuildSuccess(project, 1000));
    EndOfBuild.of(session)
        .add(
            session,
            new EndOfBuild.Task(
                project,
                new MojoExecution(goal(), "default"),
                null,
                new SystemStreamLog(),
                List.of("registry/" + module + ":v1"),
                job));
    return project;
  }

  private static MojoDescriptor goal() {
    MojoDescriptor goal = new MojoDescriptor();
    goal.setPluginDescriptor(new PluginDescriptor());
    goal.setGoal("publish");
    return goal;
  }

  private void fire(ExecutionEvent.Type event) {
    new DefaultExecutionEventCatapult().fire(event, session, null);
  }

  @Test
  void whatIsPutOffIsDoneInOrderBeforeTheBuildIsSaidToHaveComeThrough() {
    defer("one", () -> events.add("one"));
    defer("two", () -> events.add("two"));
    fire(ExecutionEvent.Type.ProjectSucceeded);
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("project succeeded", "one", "two", "BUILD SUCCESS");
  }

  @Test
  void nothingIsDoneAfterABuildThatFailed() {
    defer("one", () -> events.add("one"));
    result.addException(new MojoExecutionException("another module's"));
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("BUILD FAILURE");
  }

  @Test
  void theFirstThatFailsIsTheLastAndFailsTheBuild() {
    defer("one", () -> events.add("one"));
    MavenProject two =
        defer(
            "two",
            () -> {
              throw new MojoExecutionException("no registry");
            });
    defer("three", () -> events.add("three"));
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("one", "BUILD FAILURE");
    assertThat(result.getBuildSummary(two)).isInstanceOf(BuildFailure.class);
    assertThat(result.getExceptions())
        .singleElement()
        .asString()
        .contains("publish (default) on project two: no registry");
  }

  @Test
  void aMistakeOfOursFailsTheBuildToo() {
    defer(
        "one",
        () -> {
          throw new IllegalStateException("ours");
        });
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("BUILD FAILURE");
    assertThat(result.getExceptions()).singleElement().asString().contains("project one", "ours");
  }

  @Test
  void anErrorFailsTheBuildAndTheRestIsNotDone() {
    defer(
        "one",
        () -> {
          throw new NoClassDefFoundError("org/example/Missing");
        });
    defer("two", () -> events.add("two"));
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("BUILD FAILURE");
    assertThat(result.getExceptions())
        .singleElement()
        .asString()
        .contains("project one: java.lang.NoClassDefFoundError: org/example/Missing");
  }

  @Test
  void modulesSideBySideShareOne() {
    IntStream.range(0, 64)
        .parallel()
        .forEach(module -> defer("module" + module, () -> events.add("module" + module)));
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).hasSize(65).doesNotHaveDuplicates();
    assertThat(events).last().isEqualTo("BUILD SUCCESS");
  }

  @Test
  void whatIsPutOffIsKnownUntilItIsDone() {
    defer("one", () -> events.add("one"));
    EndOfBuild end = EndOfBuild.of(session);

    assertThat(end.hasTasks()).isTrue();
    assertThat(end.writes("registry/one:v1")).isTrue();
    assertThat(end.writes("registry/one:v2")).isFalse();
    fire(ExecutionEvent.Type.SessionEnded);
    assertThat(end.hasTasks()).isFalse();
  }

  @Test
  void whatMavensListenerThrowsIsPassedOnAsItIs() {
    request.setExecutionListener(
        new AbstractExecutionListener() {
          @Override
          public void sessionEnded(ExecutionEvent event) {
            throw new IllegalArgumentException("the listener's own");
          }
        });
    defer("one", () -> events.add("one"));

    assertThatThrownBy(() -> fire(ExecutionEvent.Type.SessionEnded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the listener's own");
  }

  @Test
  void aRequestMayBeBuiltTwice() {
    defer("one", () -> events.add("one"));
    fire(ExecutionEvent.Type.SessionEnded);
    defer("two", () -> events.add("two"));
    fire(ExecutionEvent.Type.SessionEnded);

    assertThat(events).containsExactly("one", "BUILD SUCCESS", "two", "BUILD SUCCESS");
  }
}
