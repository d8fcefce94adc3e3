package io.github.captainos.testing.workflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Does what GitHub does with a workflow that is called: evaluates its expressions, and runs its
 * jobs' steps with bash, each job in a clean directory. Somebody else does what the actions do.
 */
public final class WorkflowRun {
  /** What an action does. */
  public interface Action {
    /** Does it. */
    void run(Map<String, String> with, Job job) throws Exception;
  }

  /**
   * A job on its machine.
   *
   * @param home its user's home
   * @param workspace where its steps run
   * @param temp {@code RUNNER_TEMP}
   */
  public record Job(Path home, Path workspace, Path temp) {}

  private final Workflow workflow;
  private final Path directory;
  private final Map<String, String> environment;
  private final Map<String, Action> actions;
  private final Map<String, Object> contexts = new HashMap<>();
  private final StringBuilder log = new StringBuilder();
  private boolean succeeded = true;

  /**
   * @param workflow the workflow
   * @param directory of this run
   * @param environment what a runner sets
   * @param actions what the actions do, each by its name without a version
   * @param contexts {@code github}, {@code inputs}, {@code secrets}
   */
  public WorkflowRun(
      Workflow workflow,
      Path directory,
      Map<String, String> environment,
      Map<String, Action> actions,
      Map<String, Map<String, Object>> contexts) {
    this.workflow = workflow;
    this.directory = directory;
    this.environment = environment;
    this.actions = actions;
    this.contexts.putAll(contexts);
    this.contexts.put("inputs", workflow.inputs(contexts.get("inputs")));
  }

  /** Runs all jobs, until one fails. */
  public WorkflowRun start() throws Exception {
    return start(workflow.jobs().keySet());
  }

  /** Runs some of the jobs, until one fails. */
  WorkflowRun start(Set<String> jobs) throws Exception {
    Map<String, Object> finished = new HashMap<>();
    contexts.put("jobs", finished);
    for (Map.Entry<String, Object> job : workflow.jobs().entrySet()) {
      if (!jobs.contains(job.getKey())) {
        continue;
      }
      Map<String, String> outputs = new TreeMap<>();
      Object condition = Workflow.map(job.getValue()).getOrDefault("if", "'always'");
      for (Object leg : legs(Workflow.map(job.getValue()))) {
        if (succeeded && new Expressions(contexts).condition(condition)) {
          outputs.putAll(run(job.getKey(), Workflow.map(job.getValue()), leg));
        }
      }
      finished.put(job.getKey(), Map.of("outputs", outputs));
    }
    return this;
  }

  /** Returns whether all steps succeeded. */
  public boolean succeeded() {
    return succeeded;
  }

  /** Returns what all steps printed. */
  public String log() {
    return log.toString();
  }

  /** Returns the outputs that the caller sees. */
  public Map<String, String> outputs() {
    Map<String, String> outputs = new TreeMap<>();
    Workflow.map(workflow.root(), "on", "workflow_call", "outputs")
        .forEach(
            (name, declared) ->
                outputs.put(
                    name, new Expressions(contexts).text(Workflow.map(declared).get("value"))));
    return outputs;
  }

  /** A matrix here has one dimension. */
  private List<?> legs(Map<String, Object> job) {
    Map<String, Object> matrix = Workflow.map(job, "strategy", "matrix");
    if (matrix.isEmpty()) {
      return List.of(Map.of());
    }
    Map.Entry<String, Object> dimension = matrix.entrySet().iterator().next();
    return ((List<?>) new Expressions(contexts).value(dimension.getValue()))
        .stream().map(value -> Map.of(dimension.getKey(), value)).toList();
  }

  private Map<String, String> run(String name, Map<String, Object> job, Object leg)
      throws Exception {
    Map<String, Object> steps = new HashMap<>();
    Map<String, Object> known = new HashMap<>(contexts);
    known.put("matrix", leg);
    known.put("steps", steps);
    known.put("needs", needs(job));
    Expressions expressions = new Expressions(known);
    Path machine = directory.resolve(expressions.text(job.getOrDefault("name", name)));
    Job here = new Job(dir(machine, "home"), dir(machine, "workspace"), dir(machine, "temp"));
    known.put("runner", Map.of("temp", here.temp().toString()));

    Map<String, String> jobEnvironment = texts(expressions, workflow.root(), "env");
    jobEnvironment.putAll(texts(expressions, job, "env"));
    known.put("env", jobEnvironment);

    for (Map<String, Object> step : Workflow.steps(job)) {
      if (!expressions.condition(step.getOrDefault("if", "'always'"))) {
        continue;
      }
      log.append("## ").append(step.getOrDefault("name", step.get("uses"))).append('\n');
      if (step.get("uses") instanceof String action) {
        Action does = actions.get(action.replaceFirst("@.*", ""));
        Objects.requireNonNull(does, action).run(texts(expressions, step, "with"), here);
        continue;
      }
      Map<String, String> variables = new HashMap<>(environment);
      variables.putAll(jobEnvironment);
      variables.putAll(texts(expressions, step, "env"));
      Map<String, String> outputs = bash(here, step.get("run").toString(), variables);
      if (step.containsKey("id")) {
        steps.put(step.get("id").toString(), Map.of("outputs", outputs));
      }
      if (!succeeded) {
        return Map.of();
      }
    }
    Map<String, String> outputs = texts(expressions, job, "outputs");
    outputs.values().removeIf(String::isEmpty);
    return outputs;
  }

  /** Returns what the jobs have put out that a job says it needs, one or a list of them. */
  private Map<String, Object> needs(Map<String, Object> job) {
    Object needs = job.getOrDefault("needs", List.of());
    Map<String, Object> finished = new HashMap<>(Workflow.map(contexts, "jobs"));
    finished.keySet().retainAll(needs instanceof List<?> several ? several : List.of(needs));
    return finished;
  }

  private static Map<String, String> texts(
      Expressions expressions, Map<String, Object> section, String name) {
    Map<String, String> texts = new TreeMap<>();
    Workflow.map(section, name).forEach((key, value) -> texts.put(key, expressions.text(value)));
    return texts;
  }

  private static Path dir(Path parent, String name) throws IOException {
    return Files.createDirectories(parent.resolve(name));
  }

  private Map<String, String> bash(Job job, String script, Map<String, String> variables)
      throws IOException, InterruptedException {
    Path file = Files.writeString(job.temp().resolve("step.sh"), script);
    Path output = Files.writeString(job.temp().resolve("output"), "");
    Path summary = Files.writeString(job.temp().resolve("summary"), "");
    ProcessBuilder builder =
        new ProcessBuilder(
            "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", file.toString());
    builder.directory(job.workspace().toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("HOME", job.home().toString());
    builder.environment().put("RUNNER_TEMP", job.temp().toString());
    builder.environment().put("GITHUB_OUTPUT", output.toString());
    builder.environment().put("GITHUB_STEP_SUMMARY", summary.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    log.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    succeeded = process.waitFor() == 0;
    Map<String, String> outputs = StepOutputs.read(output);
    for (Path mine : List.of(file, output, summary)) {
      Files.delete(mine);
    }
    return outputs;
  }
}
