package io.github.captainos.git;

import io.github.captainos.support.Printable;
import io.github.captainos.support.Program.Output;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Git repository that is only read, with the {@code git} command: nothing is written to it.
 *
 * <p>The repository may belong to any user. The configuration of the user and of the machine is not
 * read, except to {@linkplain #changes compare files}. Replacement objects ({@code git replace})
 * are not applied.
 *
 * <p>All methods that read throw an {@link IOException} if the repository is damaged or may not be
 * read, or if there is no {@code git}. Its message is for the user: it says where, what is wrong,
 * and what to do.
 */
public final class GitRepository implements AutoCloseable {

  /** The status of {@code git config} where there is no such key. */
  private static final int NOT_CONFIGURED = 1;

  /** The options without which commands that read the index start a program that goes on. */
  private static final List<String> UNWATCHED = List.of("-c", "core.fsmonitor=false");

  /** Less than systems accept. */
  private static final int MAX_ARGUMENTS = 1000;

  private static final String DOT_GIT = ".git";
  private static final String GIT_DIR = "GIT_DIR";
  private static final String GIT_WORK_TREE = "GIT_WORK_TREE";
  private static final String CEILINGS = "GIT_CEILING_DIRECTORIES";

  /** git does not accept shorter abbreviations, either. */
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4,64}");

  private static final Pattern FULL_ID = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern TIME_AND_ID = Pattern.compile("(\\d{1,11}) ([0-9a-f]+)");

  /** Since 2.37.1, git refuses all repositories of other users. */
  private static final Pattern REFUSES_OTHERS =
      Pattern.compile("git version ([3-9]|\\d\\d+|2\\.(3[89]|[4-9]\\d|\\d{3,}))\\..*");

  private final Path directory;
  private final @Nullable Path gitDir;
  private final GitCommand git;

  /**
   * A commit.
   *
   * @param id its full id, in lower case hexadecimal digits
   * @param time the time of its committer, not of its author
   */
  public record Commit(String id, Instant time) {}

  /**
   * @param directory the root of the work tree, or a bare repository
   * @param gitDir what the variable {@code GIT_DIR} names, or null if it is not set
   */
  private GitRepository(
      Path directory, @Nullable Path gitDir, Map<String, String> variables, Duration deadline)
      throws IOException {
    this.directory = directory;
    this.gitDir = gitDir;
    this.git = GitCommand.isolated(directory, variables, deadline);
  }

  /**
   * Finds the repository that contains a directory, as git does: in the directory or its nearest
   * parent. The environment variables {@code GIT_DIR}, {@code GIT_CEILING_DIRECTORIES}, {@code
   * GIT_OBJECT_DIRECTORY} and {@code GIT_ALTERNATE_OBJECT_DIRECTORIES} have the same meaning as for
   * git.
   *
   * <p>Unlike git, this does not pass over a {@code .git} that is not a repository, and does not
   * stop at a file system boundary: the version would come from a repository that contains the
   * broken one.
   *
   * @param directory an existing directory
   * @return the repository, to be closed by the caller; empty if the directory is not in a
   *     repository
   */
  public static Optional<GitRepository> find(Path directory) throws IOException {
    return find(directory, Map.of(), GitCommand.DEFAULT_DEADLINE);
  }

  /**
   * Finds it with more environment variables than those of this process.
   *
   * @param deadline the time after which a command is stopped
   */
  static Optional<GitRepository> find(Path start, Map<String, String> more, Duration deadline)
      throws IOException {
    if (!Files.isDirectory(start)) {
      throw new IOException("Cannot look for a Git repository: no directory " + start + ".");
    }
    Map<String, String> environment = new ProcessBuilder().environment();
    environment.putAll(more);
    Map<String, String> variables = new HashMap<>(more);
    for (String name : List.of(GIT_DIR, GIT_WORK_TREE)) {
      String value = environment.get(name);
      if (value != null) { // git runs in another directory than this process
        variables.put(name, Path.of(value).toAbsolutePath().normalize().toString());
      }
    }
    // git uses the physical path, with symbolic links resolved
    Path from = start.toRealPath();
    String gitDir = variables.get(GIT_DIR);
    if (gitDir != null) {
      return Optional.of(new GitRepository(from, Path.of(gitDir), variables, deadline));
    }
    Set<Path> ceilings = ceilings(environment.getOrDefault(CEILINGS, ""));
    Path root = from;
    while (root != null && !Files.exists(root.resolve(DOT_GIT), LinkOption.NOFOLLOW_LINKS)) {
      root = root.getParent();
      root = ceilings.contains(root) ? null : root;
    }
    if (root != null) {
      Path parent = root.getParent();
      variables.put(CEILINGS, parent == null ? "" : parent.toString());
      return Optional.of(new GitRepository(root, null, variables, deadline));
    }
    GitRepository bare = new GitRepository(from, null, variables, deadline);
    boolean isThere = false;
    try {
      isThere = bare.isGitInstalled() && bare.git.run("rev-parse", "--git-dir").succeeded();
    } finally {
      if (!isThere) {
        bare.close();
      }
    }
    return isThere ? Optional.of(bare) : Optional.empty();
  }

  private static Set<Path> ceilings(String list) throws IOException {
    Set<Path> result = new HashSet<>();
    for (String entry : list.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (path.isAbsolute() && Files.exists(path)) {
        result.add(path.toRealPath());
      }
    }
    return result;
  }

  /**
   * Returns the directory of the repository for messages: the root of the work tree; for a bare
   * repository, or one that {@code GIT_DIR} names, the repository itself.
   *
   * @return an absolute path
   */
  public Path directory() {
    return gitDir == null ? directory : gitDir;
  }

  /** Returns whether there is a git command, without which nothing can be read. */
  public boolean isGitInstalled() {
    return git.isInstalled();
  }

  /**
   * Returns the commit that {@code HEAD} refers to; empty if the repository has no commit yet, or
   * its current branch has none.
   */
  public Optional<Commit> head() throws IOException {
    Output read = commitOf("HEAD");
    if (read.succeeded()) {
      return Optional.of(commit(read));
    }
    // without a commit, HEAD refers to a branch that does not exist
    if (run("rev-parse", "--quiet", "--verify", "HEAD").status() == 1
        && run("symbolic-ref", "--quiet", "HEAD").succeeded()) {
      return Optional.empty();
    }
    // the latter names a damaged branch
    throw failure(read.errors() + "\n" + run("for-each-ref", "refs/heads").errors());
  }

  /**
   * Returns a commit.
   *
   * @param id its id, in full or abbreviated to 4 or more lower case hexadecimal digits
   * @return the commit; empty if the repository has no such commit, or if the abbreviation is
   *     ambiguous or not a valid id
   */
  public Optional<Commit> commit(String id) throws IOException {
    if (!ID.matcher(id).matches()) {
      return Optional.empty();
    }
    Output read = commitOf(id);
    if (read.succeeded()) {
      // another object, or the name of a reference, may lead to a commit, too
      return Optional.of(commit(read)).filter(commit -> commit.id().startsWith(id));
    }
    if (run("rev-parse", "--quiet", "--verify", id + "^{commit}").status() != 1) {
      throw failure(read);
    }
    head(); // in a repository that cannot be read, nothing seems to exist
    return Optional.empty();
  }

  private Output commitOf(String name) throws IOException {
    return run("rev-list", "--no-walk", "--timestamp", name + "^{commit}", "--");
  }

  private Commit commit(Output read) throws IOException {
    Matcher matcher = TIME_AND_ID.matcher(read.text().strip());
    if (!matcher.matches()) {
      throw failure("the time of the commit is invalid: " + read.text().strip());
    }
    return new Commit(matcher.group(2), Instant.ofEpochSecond(Long.parseLong(matcher.group(1))));
  }

  /**
   * Describes {@code HEAD} by the nearest tag that looks like a version: what {@code git describe
   * --tags --first-parent --abbrev=0 --match 'v[0-9]*' [--exclude <exclude>]} prints.
   *
   * <p>If a tag object was moved to another name, the result is not the name of the tag, but what
   * git prints: {@code <name in the tag object>-<distance>-g<id>}.
   *
   * @param exclude a pattern for tags to ignore, in git's syntax ({@code *}, {@code ?}, {@code
   *     [a-z]}); null for none
   * @return the name, such as {@code v1.2.0}; empty if, and only if, there is no such tag. In a
   *     {@linkplain #isShallow() shallow} clone, the tag may be missing.
   */
  public Optional<String> describe(@Nullable String exclude) throws IOException {
    Optional<String> tag =
        exclude == null
            ? nearest("--match", "v[0-9]*")
            : nearest("--match", "v[0-9]*", "--exclude=" + exclude);
    if (tag.isEmpty()) {
      // git describe ends at a commit that it cannot read as it does at the first one
      read("rev-list", "--first-parent", "--quiet", "HEAD", "--");
    }
    checkTags();
    return tag;
  }

  /** Returns the nearest tag, whatever its name is. */
  public Optional<String> nearestTag() throws IOException {
    return nearest();
  }

  private Optional<String> nearest(String... patterns) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("describe", "--tags", "--first-parent", "--abbrev=0", "--always"));
    command.addAll(List.of(patterns));
    Output read = run(command.toArray(String[]::new));
    if (!read.succeeded()) {
      throw head().isPresent()
          ? failure(read)
          : new IOException(
              "The Git repository "
                  + directory()
                  + " has no commit yet. Make the first one, or set captain.tag.");
    }
    // with --always, it is the id of the commit if there is no tag
    return Optional.of(read.text().replaceFirst("\n$", ""))
        .filter(tag -> !FULL_ID.matcher(tag).matches());
  }

  /** Finds damaged tags. git describe passes over them, so an older one would be the version. */
  private void checkTags() throws IOException {
    Path tags = directory.resolve(DOT_GIT).resolve("refs/tags");
    if (Files.isDirectory(tags) && !(Files.isReadable(tags) && Files.isExecutable(tags))) {
      throw failure("no permission to read " + tags);
    }
    // this fails if the object of a tag is missing
    Output read =
        run("for-each-ref", "--format=%(objecttype)", "refs/tags/v[0-9]*", "refs/tags/v[0-9]*/**");
    if (!read.succeeded()) {
      throw failure(read);
    }
    // it only warns of damaged references; what it says without references is something else
    String others = read.errors().isEmpty() ? "" : run("for-each-ref", "refs/no ref").errors();
    String damaged =
        read.errors()
            .lines()
            .filter(line -> !others.contains(line))
            .collect(Collectors.joining("\n"));
    if (!damaged.isEmpty()) {
      throw failure(damaged);
    }
  }

  /** Returns whether the clone is shallow ({@code git clone --depth}), so tags may be missing. */
  public boolean isShallow() throws IOException {
    return read("rev-parse", "--is-shallow-repository").strip().equals("true");
  }

  /**
   * Returns the tracked files that differ from a commit: changed, added, deleted, or with another
   * mode, in the work tree or only in the index. Submodules are not compared.
   *
   * <p>This is done with the user's configuration, and only with a version of git that then refuses
   * a repository of another user. No filter that is configured is run: it is not known whether
   * files that have one differ, unless git can tell that they are the same without reading them.
   *
   * @param revision the id of the commit, or the beginning of it
   * @return their paths, relative to the work tree, separated by {@code /}; empty if that is not
   *     known: for another commit than that of {@code HEAD}, if {@link #directory()} is not the
   *     root of the work tree, or if git refuses or fails
   */
  public Optional<List<String>> changes(String revision) throws IOException {
    GitCommand user = git.ofUser();
    // git does not check whose a repository is that GIT_DIR names
    if (gitDir != null || !REFUSES_OTHERS.matcher(user.run("version").text().strip()).matches()) {
      return Optional.empty();
    }
    Output root = user.run("rev-parse", "--is-inside-work-tree", "--show-prefix", "HEAD");
    if (!root.succeeded() || !root.text().startsWith("true\n\n" + revision)) {
      return Optional.empty();
    }
    Optional<Set<String>> filters = filters(user);
    if (filters.isEmpty()) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>(UNWATCHED);
    for (String filter : filters.get()) {
      command.addAll(List.of("-c", filter + ".clean=", "-c", filter + ".process="));
      command.addAll(List.of("-c", filter + ".required=false"));
    }
    command.addAll(
        List.of(
            "status",
            "--porcelain",
            "-z",
            "--untracked-files=no",
            "--ignore-submodules=all",
            "--no-renames"));
    Output status = user.run(command.toArray(String[]::new));
    if (!status.succeeded()) {
      return Optional.empty();
    }
    // of each file, its two states, a space, and its name
    List<String> files =
        Pattern.compile("\0")
            .splitAsStream(status.text())
            .filter(file -> !file.isEmpty())
            .map(file -> file.substring(3))
            .toList();
    return files.isEmpty() ? Optional.of(files) : unfiltered(user, filters.get(), files);
  }

  /**
   * Returns the keys of the filters that are configured, as in {@code filter.lfs}; empty if one
   * cannot be switched off.
   */
  private static Optional<Set<String>> filters(GitCommand user) throws IOException {
    Output keys = user.run("config", "-z", "--name-only", "--get-regexp", "^filter\\.");
    if (!keys.succeeded() && keys.status() != NOT_CONFIGURED) {
      return Optional.empty();
    }
    Set<String> filters =
        Pattern.compile("\0")
            .splitAsStream(keys.text())
            .filter(key -> !key.isEmpty())
            .map(key -> key.replaceFirst("\\.[^.]*$", ""))
            .collect(Collectors.toSet());
    // the option would be about another key
    return filters.stream().anyMatch(key -> key.contains("="))
        ? Optional.empty()
        : Optional.of(filters);
  }

  /** Leaves out the files that have a filter; empty if all have one, or that is not known. */
  private static Optional<List<String>> unfiltered(
      GitCommand user, Set<String> filters, List<String> files) throws IOException {
    if (filters.isEmpty()) {
      return Optional.of(files);
    }
    List<String> command = new ArrayList<>(UNWATCHED);
    command.addAll(List.of("check-attr", "-z", "filter", "--"));
    command.addAll(files.subList(0, Math.min(files.size(), MAX_ARGUMENTS)));
    Output attributes = user.run(command.toArray(String[]::new));
    if (!attributes.succeeded()) {
      return Optional.empty();
    }
    Set<String> filtered = new HashSet<>();
    String[] fields =
        attributes.text().split("\0"); // of each file, its name, "filter" and its value
    for (int i = 0; i + 2 < fields.length; i += 3) {
      if (filters.contains("filter." + fields[i + 2])) {
        filtered.add(fields[i]);
      }
    }
    List<String> left = files.stream().filter(file -> !filtered.contains(file)).toList();
    return left.isEmpty() ? Optional.empty() : Optional.of(left);
  }

  /** Returns what a command prints that has to succeed. */
  private String read(String... arguments) throws IOException {
    Output output = run(arguments);
    if (!output.succeeded()) {
      throw failure(output);
    }
    return output.text();
  }

  private Output run(String... arguments) throws IOException {
    Output output = git.run(arguments);
    if (output.status() < 0) {
      throw failure(output);
    }
    return output;
  }

  private IOException failure(Output output) {
    String errors = output.errors();
    return failure(errors.isBlank() ? "git ended with status " + output.status() : errors);
  }

  private IOException failure(String errors) {
    String words =
        errors
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .distinct()
            .collect(Collectors.joining("; "));
    return new IOException(
        "Cannot read the Git repository %s: %s. %s"
            .formatted(directory(), Printable.of(words).replaceFirst("[.\\s]*$", ""), advice()));
  }

  private String advice() {
    if (gitDir != null) {
      return "Check the environment variable GIT_DIR, and run 'git fsck'.";
    }
    if (Files.isRegularFile(directory.resolve(DOT_GIT))) {
      return "Its file .git names a directory that has to be there: 'git worktree repair' in the"
          + " main work tree corrects it; in a container, mount that directory, too.";
    }
    return "Run 'git fsck' there as the user of this build, and clone it again if it is damaged.";
  }

  /** Deletes the temporary configuration. */
  @Override
  public void close() {
    git.close();
  }
}
