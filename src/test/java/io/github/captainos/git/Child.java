package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Describes the repository of its first argument, in a process with an environment of its own; with
 * a second argument, in a thread that was interrupted.
 */
final class Child {

  private Child() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 1) {
      Thread.currentThread().interrupt();
    }
    try (GitRepository repository = GitRepository.find(Path.of(arguments[0])).orElseThrow()) {
      GitRepository.Commit head = repository.head().orElseThrow();
      System.out.println(repository.describe(null).orElseThrow());
      System.out.println(head.time().getEpochSecond());
      System.out.println(repository.isShallow());
      System.out.println(repository.changes(head.id()));
    }
  }
}
