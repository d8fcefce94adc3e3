"""Captain: the plugin in a local repository, and the projects that it publishes."""

import pathlib
import shutil
import subprocess
import xml.etree.ElementTree

from lib.common import CHECKOUT, REPOSITORY, TAG, fail, say
from lib.measure import Process


class Maven:
    def __init__(self, machine, work, program):
        self.machine = machine
        self.program = program
        self.repository = work / "repository"
        pom = xml.etree.ElementTree.parse(CHECKOUT / "pom.xml").getroot()
        self.coordinates = [
            pom.findtext("{*}" + tag) for tag in ("groupId", "artifactId", "version")
        ]

    def command(self, *arguments):
        return [self.program, "-q", "-B", f"-Dmaven.repo.local={self.repository}", *arguments]

    def goal(self, goal, *arguments):
        return self.command(":".join([*self.coordinates, goal]), *arguments)

    def install(self):
        """What the user's repository has need not be downloaded again (Maven 3.9 and newer)."""
        say("installing the plugin of this checkout into a repository of its own")
        command = self.command(
            f"-Dmaven.repo.local.tail={pathlib.Path.home() / '.m2/repository'}",
            "-DskipTests",
            "-Dinvoker.skip",
            "-Dspotless.check.skip",
            "install",
        )
        try:
            self.machine.once(Process(command, CHECKOUT))
        except subprocess.SubprocessError as e:
            fail(f"the plugin cannot be installed: {e}")


POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.example</groupId>
  <artifactId>{name}</artifactId>
  <version>1.0.0</version>
  <packaging>pom</packaging>
{modules}  <build>
{plugins}  </build>
</project>
"""

PLUGIN = """    <plugins>
      <plugin>
        <groupId>{0}</groupId>
        <artifactId>{1}</artifactId>
        <version>{2}</version>
        <configuration>
          <repository>{repository}</repository>
{compression}          <targets>
{targets}
          </targets>
        </configuration>
        <executions>
          <execution>
            <phase>validate</phase>
            <goals>
              <goal>publish</goal>
            </goals>
          </execution>
        </executions>
      </plugin>
    </plugins>
"""


class Project:
    """A project in a git repository of its own, with the tag v1.2.0."""

    def __init__(self, maven, directory, files=None, modules=0, compression=None):
        shutil.rmtree(directory, ignore_errors=True)
        # Maven is not to find this checkout's .mvn
        (directory / ".mvn").mkdir(parents=True)
        self.directory = directory
        self.maven = maven
        names = [f"module-{number}" for number in range(1, modules + 1)]
        listed = "".join(f"    <module>{name}</module>\n" for name in names)
        for name in names:
            (directory / name).mkdir()
            publishing = self.plugins(files, compression, f"{REPOSITORY}/{name}")
            self.write(directory / name, publishing, name)
        publishing = self.plugins(files, compression) if files and not modules else ""
        self.write(directory, publishing, "bench", f"  <modules>\n{listed}  </modules>\n")
        git = ["git", "-C", str(directory), "-c", "user.name=bench"]
        git += ["-c", "user.email=bench@example.org"]
        for arguments in (
            ["init", "-q"],
            ["add", "."],
            ["-c", "commit.gpgsign=false", "commit", "-q", "-m", "bench"],
            ["tag", TAG],
        ):
            subprocess.run([*git, *arguments], check=True, stdout=subprocess.DEVNULL)

    def write(self, directory, plugins, name, modules=""):
        (directory / "pom.xml").write_text(POM.format(plugins=plugins, name=name, modules=modules))

    def plugins(self, files, compression, repository=REPOSITORY):
        lines = []
        for target, names in files.targets.items():
            lines += ["            <target>", f"              <name>{target}</name>"]
            lines += ["              <files>"]
            paths = [files.directory / name for name in names]
            lines += [f"                <file>{path}</file>" for path in paths]
            lines += ["              </files>", "            </target>"]
        chosen = f"          <compression>{compression}</compression>\n" if compression else ""
        return PLUGIN.format(
            *self.maven.coordinates,
            repository=repository,
            compression=chosen,
            targets="\n".join(lines),
        )

    def validate(self):
        return Process(self.maven.command("validate"), self.directory)

    def publish(self, registry, *arguments, **process):
        """In the phase validate, which has no other goal: mvn deploy runs those that install."""
        command = self.maven.command(
            "validate", f"-Dcaptain.registry={registry}", f"-Dcaptain.tag={TAG}", *arguments
        )
        return Process(command, self.directory, **process)

    def forget(self):
        for target in [self.directory / "target", *self.directory.glob("*/target")]:
            shutil.rmtree(target, ignore_errors=True)
