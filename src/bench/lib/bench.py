"""What all sections share: the registry, the files, the project, and the rounds."""

import fcntl
import shutil

from lib.common import REPOSITORY, TAG, fail, say
from lib.files import given_files, make_files
from lib.maven import Maven, Project
from lib.measure import Machine, Process, Side
from lib.servers import Registry
from lib.table import Table
from lib.tools import Oras


class Bench:
    def __init__(self, options, programs):
        self.options = options
        self.programs = programs
        self.work = options.work.resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        # two at a time would measure each other
        self.lock = (self.work / "lock").open("w")
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail(f"another one is at work in {self.work}")
        self.machine = Machine(self.work)
        if not self.machine.gnu_time:
            say("no peak memory: there is no time (Debian, Ubuntu: apt-get install time)")
        self.registry = Registry(programs["docker-registry"], self.work / "registry")
        self.maven = Maven(self.machine, self.work, programs["mvn"])
        self.maven.install()
        if options.files:
            self.files = given_files(options.files.resolve())
        else:
            self.files = make_files(self.work / "files")
        self.pulled = self.work / "pulled"
        self.pulled_beside = self.work / "pulled-beside"
        self.nowhere = self.work / "nowhere"
        (self.nowhere / ".mvn").mkdir(parents=True, exist_ok=True)
        self.empty = Project(self.maven, self.work / "empty")
        self.project = Project(self.maven, self.work / "project", self.files)
        self.publish = [self.project.publish(self.registry.address)]
        self.pull = [self.pull_into(self.pulled)]
        self.oras = Oras(programs["oras"], self.registry.address, self.files)
        self.table = Table()
        self.first_runs()

    def first_runs(self):
        """Maven downloads what it needs, once; what was downloaded is not looked for again."""
        say("first runs, in which Maven downloads what it needs")
        first = self.work / "first"
        self.machine.all([self.empty.validate(), *self.publish, self.pull_into(first)])
        shutil.rmtree(first)

    def rounds(self, what, *sides):
        """One warm-up, then the rounds; each side in turn, and Maven alone before them."""
        alone = Side("mvn validate", [self.empty.validate()])
        measured = [[] for _ in sides]
        for number in range(self.options.pairs + 1):
            for side, runs in zip((alone, *sides), (self.table.validates, *measured)):
                run = side.run(self.machine)
                label = f"round {number}" if number else "warm-up"
                say(f"{what}, {label}: {side.name} {run.seconds:.2f} s, {run.peak or '?'} MiB")
                if number:
                    runs.append(run)
        return measured

    def compare(self, label, what, ours, *others, skipped=None):
        """Rounds, and a row for each of the others; and one for what Maven itself takes for ours."""
        sides = [ours, *others] + ([skipped] if skipped else [])
        measured, *beside = self.rounds(label, *sides)
        for side, theirs in zip(others, beside):
            self.table.pair(what, measured, side.name, theirs, side.target)
        if skipped:
            self.table.alone(what, beside[-1], skipped.name)

    # Captain's goals where there is no POM

    def goal(self, goal, *arguments, **process):
        command = self.maven.goal(
            goal,
            f"-Dcaptain.registry={self.registry.address}",
            f"-Dcaptain.repository={REPOSITORY}",
            f"-Dcaptain.tag={TAG}",
            *arguments,
        )
        return Process(command, self.nowhere, **process)

    def pull_into(self, output, **process):
        return self.goal("pull", f"-Dcaptain.pullOutput={output}", **process)

    # what comes before

    def wipe(self):
        self.registry.wipe()
        self.project.forget()

    def clean(self):
        for directory in (self.pulled, self.pulled_beside):
            shutil.rmtree(directory, ignore_errors=True)

    def fill(self):
        """The images of both are there."""
        self.wipe()
        self.machine.all([*self.publish, *self.oras.push()])
