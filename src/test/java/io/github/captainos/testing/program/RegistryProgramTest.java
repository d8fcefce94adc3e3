package io.github.captainos.testing.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class RegistryProgramTest {
  /** Has apt-get and dpkg-deb do their work without a network. */
  private static final String DOWNLOAD = "touch docker-registry_1_all.deb";

  private static final String EXTRACT =
      "mkdir -p $3/usr/bin; printf '#!/bin/sh\\n' > $3/usr/bin/docker-registry;"
          + " chmod +x $3/usr/bin/docker-registry";

  @TempDir private Path directory;
  private Path programs;
  private Path build;

  @BeforeEach
  void directories() throws IOException {
    programs = Files.createDirectory(directory.resolve("programs"));
    build = Files.createDirectory(directory.resolve("target"));
  }

  @Test
  void aProgramOnThePathComesFirst() throws IOException {
    program("docker", "");
    debian(DOWNLOAD, EXTRACT);
    Path registry = program("registry", "");
    assertThat(found()).containsExactly(registry.toString(), "serve", "config.yml");
    Path dockerRegistry = program("docker-registry", "");
    assertThat(found()).containsExactly(dockerRegistry.toString(), "serve", "config.yml");
  }

  @Test
  void aProgramThatDoesNotRunIsNotTaken() throws IOException {
    program("docker-registry", "exit 1");
    Path registry = program("registry", "");
    assertThat(found()).startsWith(registry.toString());
  }

  @Test
  void thePackageIsUnpackedBelowTheBuildDirectory() throws IOException {
    program("docker", "");
    debian(DOWNLOAD, EXTRACT);
    assertThat(found()).containsExactly(unpacked().toString(), "serve", "config.yml");
    assertThat(build).isDirectoryContaining("glob:**/docker-registry");
    assertThat(build.toFile().list()).containsExactly("docker-registry");
  }

  @Test
  void whatIsUnpackedServesTheNextBuild() throws IOException {
    debian(DOWNLOAD, EXTRACT);
    found();
    debian("exit 100", "exit 2");
    assertThat(found()).startsWith(unpacked().toString());
  }

  @Test
  void whatIsUnpackedAndDoesNotRunIsReplaced() throws IOException {
    program(Files.createDirectories(unpacked().getParent()), "docker-registry", "exit 1");
    debian(DOWNLOAD, EXTRACT);
    assertThat(found()).startsWith(unpacked().toString());
  }

  @Test
  void packageListsAreFetchedWhereTheSystemHasNone() throws IOException {
    String state = "state=$(sed -n 's/^Dir::State \"\\(.*\\)\";$/\\1/p' $2)\n";
    debian(
        state
            + "case $3 in\n"
            + "update) touch $state/lists/all ;;\n"
            + "download) [ -n \"$state\" ] && [ -e $state/lists/all ] && "
            + DOWNLOAD
            + " ;;\n"
            + "esac",
        EXTRACT);
    assertThat(found()).startsWith(unpacked().toString());
  }

  @Test
  void whatWasUnpackedInPartIsNotTaken() throws IOException {
    debian(DOWNLOAD, EXTRACT + "; echo dpkg-deb: error: no space left on device; exit 2");
    assertThatThrownBy(this::found).hasMessageContaining("no space left on device");
    assertThat(build).isEmptyDirectory();
  }

  @Test
  void dockerOrPodmanServesWhereThereIsNoPackage() throws IOException {
    debian("exit 100", EXTRACT);
    Path docker = program("docker", "");
    String owner =
        Files.getAttribute(build, "unix:uid") + ":" + Files.getAttribute(build, "unix:gid");
    assertThat(found())
        .startsWith(docker.toString(), "run", "--rm")
        .contains(build + ":" + build)
        .containsSequence("--user", owner)
        .endsWith("docker.io/library/registry:3", "serve", "config.yml");
    // which may be what docker is, and has the user's own rights already
    Path podman = program("podman", "");
    assertThat(found()).startsWith(podman.toString(), "run", "--rm").doesNotContain("--user");
    program("podman", "exit 1");
    assertThat(found()).startsWith(docker.toString());
    // as without a daemon
    program("docker", "exit 1");
    assertThatThrownBy(this::found).hasMessageContaining("Docker or Podman");
  }

  @Test
  void whoHasNoneReadsAllChoices() throws IOException {
    assertThatThrownBy(this::found)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "package docker-registry",
            "the command registry",
            "Docker or Podman",
            "-Dcaptain.it.registry=",
            "-Dinvoker.skip",
            "was not downloaded: there is no apt-get");
    debian("echo Reading; echo 'E: Unable to locate package docker-registry'; exit 100", EXTRACT);
    assertThatThrownBy(this::found)
        .hasMessageEndingWith("was not downloaded: E: Unable to locate package docker-registry");
  }

  private List<String> found() {
    return RegistryProgram.find(programs.toString(), build).serve(Path.of("config.yml"));
  }

  private Path unpacked() {
    return build.resolve("docker-registry/usr/bin/docker-registry");
  }

  private void debian(String apt, String dpkg) throws IOException {
    program("apt-get", apt);
    program("dpkg-deb", dpkg);
  }

  private Path program(String name, String script) throws IOException {
    return program(programs, name, script);
  }

  private static Path program(Path directory, String name, String script) throws IOException {
    Path program = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }
}
