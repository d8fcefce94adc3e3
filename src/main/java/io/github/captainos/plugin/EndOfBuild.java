package io.github.captainos.plugin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.maven.execution.AbstractExecutionListener;
import org.apache.maven.execution.BuildFailure;
import org.apache.maven.execution.BuildSummary;
import org.apache.maven.execution.ExecutionEvent;
import org.apache.maven.execution.ExecutionListener;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenExecutionResult;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.LifecycleExecutionException;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.PluginExecutionException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.SessionData;
import org.jspecify.annotations.Nullable;

/**
 * The goals of a build that are deferred until all of its modules have succeeded. They run in the
 * order in which they were deferred, until one fails.
 *
 * <p>Maven notifies its execution listener of the end of the build before it checks whether there
 * was a failure, and the listener prints the summary. So a listener that wraps it runs late enough
 * to know that every module has succeeded, and early enough to fail the build.
 */
final class EndOfBuild {
  private final List<Task> tasks = new ArrayList<>();

  /**
   * A deferred goal.
   *
   * @param flavor the flavor of the release, or null if it has none
   * @param references the references that it will write
   */
  record Task(
      MavenProject project,
      MojoExecution execution,
      @Nullable String flavor,
      Log log,
      List<String> references,
      Action job) {

    @Override
    public String toString() {
      return project.getArtifactId()
          + " ("
          + execution.getGoal()
          + (flavor == null ? "" : ", " + flavor)
          + ")";
    }
  }

  /** The work of a deferred goal. */
  interface Action {
    void run() throws MojoExecutionException;
  }

  /** Returns the instance of a build, which all of its modules share. */
  static EndOfBuild of(MavenSession session) {
    SessionData data = session.getRepositorySession().getData();
    data.set(EndOfBuild.class, null, new EndOfBuild()); // unless there is one
    return (EndOfBuild) Objects.requireNonNull(data.get(EndOfBuild.class));
  }

  synchronized boolean hasTasks() {
    return !tasks.isEmpty();
  }

  /** Returns whether a deferred goal will write this reference. */
  synchronized boolean writes(String reference) {
    return tasks.stream().anyMatch(task -> task.references().contains(reference));
  }

  synchronized void add(MavenSession session, Task task) {
    if (tasks.isEmpty()) {
      listen(session.getRequest());
    }
    tasks.add(task);
  }

  private synchronized List<Task> take() {
    List<Task> taken = List.copyOf(tasks);
    tasks.clear();
    return taken;
  }

  /** Wraps Maven's listener in a proxy, which also forwards events of later versions of Maven. */
  private void listen(MavenExecutionRequest request) {
    ExecutionListener listener =
        Objects.requireNonNullElseGet(
            request.getExecutionListener(), () -> new AbstractExecutionListener() {});
    request.setExecutionListener(
        (ExecutionListener)
            Proxy.newProxyInstance(
                ExecutionListener.class.getClassLoader(),
                new Class<?>[] {ExecutionListener.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("sessionEnded")) {
                    end(((ExecutionEvent) arguments[0]).getSession());
                  }
                  try {
                    return method.invoke(listener, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
  }

  private void end(MavenSession session) {
    List<Task> due = take();
    if (due.isEmpty()) { // this is the next build of the same request
      return;
    }
    Log log = due.get(0).log();
    if (session.getResult().hasExceptions()) {
      log.warn(
          "Not published, as the build has failed (captain.publishAtEnd): "
              + names(due)
              + ". Run the whole build again; -rf would omit the modules before the failed one.");
      return;
    }
    log.info("The whole build has succeeded. Running the deferred goals: " + names(due));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(EndOfBuild.class.getClassLoader()); // as in a goal
    try {
      run(due, session.getResult());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static void run(List<Task> due, MavenExecutionResult result) {
    for (int i = 0; i < due.size(); i++) {
      Task task = due.get(i);
      try {
        task.job().run();
      } catch (MojoExecutionException e) {
        fail(task, e, due.subList(i + 1, due.size()), result);
        return;
      } catch (RuntimeException | Error e) { // as Maven does with a goal's own
        Exception failed =
            new PluginExecutionException(task.execution(), task.project(), e.toString(), e);
        fail(task, failed, due.subList(i + 1, due.size()), result);
        return;
      }
    }
  }

  /** Records the failure of a module in the same way as Maven does while it builds the module. */
  private static void fail(
      Task task, Exception reason, List<Task> left, MavenExecutionResult result) {
    MavenProject project = task.project();
    Exception failure = new LifecycleExecutionException(task.execution(), project, reason);
    BuildSummary summary = result.getBuildSummary(project);
    result.addBuildSummary(
        new BuildFailure(project, summary == null ? 0 : summary.getTime(), failure));
    result.addException(failure);
    if (!left.isEmpty()) {
      task.log()
          .warn(
              "Not published, as "
                  + task
                  + " has failed: "
                  + names(left)
                  + ". Run the whole build again; blobs that the registry already has are not sent"
                  + " again.");
    }
  }

  private static String names(List<Task> tasks) {
    return tasks.stream().map(Task::toString).collect(Collectors.joining(", "));
  }
}
