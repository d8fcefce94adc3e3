package io.github.captainos.git;

import java.io.IOException;
import java.nio.file.Path;

/** Describes the repository of its argument, in a process with an environment of its own. */
final class Child {

  private Child() {}

  public static void main(String[] arguments) throws IOException {
    try (GitRepository repository = GitRepository.find(Path.of(arguments[0])).orElseThrow()) {
      GitRepository.Commit head = repository.head().orElseThrow();
      System.out.println(repository.describe(null).orElseThrow());
      System.out.println(head.time().getEpochSecond());
      System.out.println(repository.isShallow());
      System.out.println(repository.changes(head.id()));
    }
  }
}
