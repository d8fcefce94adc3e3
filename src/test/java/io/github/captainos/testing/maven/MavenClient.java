package io.github.captainos.testing.maven;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program in the place of {@code mvn}, which has a {@link MavenWorker} run the build, or starts
 * Maven itself where a worker would behave differently.
 */
public final class MavenClient {
  private MavenClient() {}

  /**
   * Runs a build in the working directory.
   *
   * @param arguments Maven's home, the directory of the workers, and the arguments of {@code mvn}
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path home = Path.of(arguments[0]);
    Path workers = Path.of(arguments[1]);
    List<String> maven = List.of(arguments).subList(2, arguments.length);
    BuildEnvironment environment = BuildEnvironment.of(home);
    System.exit(environment.suits(maven) ? run(environment, workers, maven) : start(home, maven));
  }

  private static int run(BuildEnvironment environment, Path workers, List<String> maven)
      throws IOException, InterruptedException {
    String key = environment.key();
    if (createNew(workers.resolve(key))) {
      return start(environment.home(), maven); // perhaps the only build in this environment
    }
    for (int number = 1; ; number++) {
      Path port = workers.resolve(key + "-" + number);
      // released when this process ends
      FileChannel channel =
          FileChannel.open(
              Path.of(port + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        if (!Files.exists(port)) {
          environment.startWorker(port);
        }
        return send(Integer.parseInt(Files.readString(port)), environment, maven);
      }
      channel.close();
    }
  }

  private static boolean createNew(Path file) throws IOException {
    try {
      Files.createFile(file);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static int send(int port, BuildEnvironment environment, List<String> maven)
      throws IOException {
    try (Socket worker = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(worker.getOutputStream()));
      out.writeUTF(environment.directory().toString());
      out.writeUTF(environment.root().toString());
      out.writeInt(environment.variables().size());
      for (Map.Entry<String, String> variable : environment.variables().entrySet()) {
        out.writeUTF(variable.getKey());
        out.writeUTF(variable.getValue());
      }
      List<String> arguments = new ArrayList<>(environment.arguments());
      arguments.addAll(maven);
      out.writeInt(arguments.size());
      for (String argument : arguments) {
        out.writeUTF(argument);
      }
      out.flush();
      DataInputStream in = new DataInputStream(new BufferedInputStream(worker.getInputStream()));
      return BuildOutput.copy(in, Map.of(BuildOutput.OUT, System.out, BuildOutput.ERR, System.err));
    }
  }

  private static int start(Path home, List<String> maven) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", home.resolve("bin/mvn").toString()));
    command.addAll(maven);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
