package io.github.captainos.testing.maven;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.codehaus.plexus.classworlds.ClassWorld;
import org.codehaus.plexus.classworlds.launcher.Launcher;

/**
 * A JVM that runs Maven builds one after the other. The classes of Maven are loaded and compiled
 * once, which takes three quarters of the processor time of a short build; those of plugins are
 * loaded again for each build.
 */
public final class MavenWorker {
  private final ClassWorld world;
  private final ClassLoader maven;

  private MavenWorker(Path home) throws Exception {
    Launcher launcher = new Launcher();
    launcher.setSystemClassLoader(MavenWorker.class.getClassLoader());
    try (InputStream configuration = new FileInputStream(home.resolve("bin/m2.conf").toFile())) {
      launcher.configure(configuration);
    }
    world = launcher.getWorld();
    maven = launcher.getMainRealm();
  }

  /**
   * Runs builds until the process is ended.
   *
   * @param arguments Maven's home, and the file that gets the number of the port
   */
  public static void main(String[] arguments) throws Exception {
    System.setProperty("maven.home", arguments[0]);
    MavenWorker worker = new MavenWorker(Path.of(arguments[0]));
    Path port = Path.of(arguments[1]);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path partial = Path.of(port + ".partial");
      Files.writeString(partial, Integer.toString(server.getLocalPort()));
      Files.move(partial, port, StandardCopyOption.ATOMIC_MOVE);
      while (true) {
        try (Socket client = server.accept()) {
          worker.serve(client);
        } catch (IOException e) {
          e.printStackTrace(); // the client has ended, and the next one is served
        }
      }
    }
  }

  private void serve(Socket client) throws IOException {
    client.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(client.getInputStream());
    String directory = in.readUTF();
    String root = in.readUTF();
    Map<String, String> variables = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      variables.put(in.readUTF(), in.readUTF());
    }
    String[] arguments = new String[in.readInt()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = in.readUTF();
    }
    DataOutputStream answer = new DataOutputStream(client.getOutputStream());
    int status;
    try (PrintStream out = stream(answer, BuildOutput.OUT);
        PrintStream err = stream(answer, BuildOutput.ERR)) {
      setVariables(variables);
      status = build(directory, root, arguments, out, err);
    }
    BuildOutput.end(answer, status);
  }

  /** Sets those of the build; Maven reads them once and keeps them. */
  private void setVariables(Map<String, String> variables) {
    try {
      JvmVariables.set(variables);
      Field kept =
          maven
              .loadClass("org.apache.maven.properties.internal.EnvironmentUtils")
              .getDeclaredField("envVars");
      kept.setAccessible(true);
      kept.set(null, null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PrintStream stream(DataOutputStream answer, int stream) {
    return new PrintStream(new BuildOutput(answer, stream), true, StandardCharsets.UTF_8);
  }

  /** Runs a build, which leaves no system properties behind. */
  private int build(
      String directory, String root, String[] arguments, PrintStream out, PrintStream err) {
    Properties before = (Properties) System.getProperties().clone();
    System.setProperty("maven.multiModuleProjectDirectory", root);
    System.setProperty("user.dir", directory);
    Thread.currentThread().setContextClassLoader(maven);
    try {
      Class<?> type = maven.loadClass("org.apache.maven.cli.MavenCli");
      Object cli = type.getConstructor(ClassWorld.class).newInstance(world);
      return (int)
          type.getMethod(
                  "doMain", String[].class, String.class, PrintStream.class, PrintStream.class)
              .invoke(cli, arguments, directory, out, err);
    } catch (ReflectiveOperationException e) {
      e.printStackTrace(err);
      return 1;
    } finally {
      System.setProperties(before);
    }
  }
}
