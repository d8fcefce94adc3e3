"""Runs processes, and measures them from outside."""

import dataclasses
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import time


@dataclasses.dataclass
class Run:
    seconds: float
    peak: int | None = None  # MiB


@dataclasses.dataclass
class Process:
    command: list
    directory: pathlib.Path
    environment: dict = dataclasses.field(default_factory=dict)
    open_files: int | None = None


class Machine:
    def __init__(self, work):
        self.work = work
        self.gnu_time = shutil.which("time")
        self.environment = dict(os.environ)
        for name in (
            "REGISTRY GITHUB_REPOSITORY GITHUB_SHA OCI_ARTIFACT_NAME TARGET FLAVOR_ID VERSION_EXCLUDE"
            " MAVEN_OPTS MAVEN_ARGS MAVEN_DEBUG_OPTS JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS"
            " REGISTRY_AUTH_FILE GIT_DIR GIT_WORK_TREE"
        ).split():
            self.environment.pop(name, None)
        empty = work / "no-docker-config"
        empty.mkdir(parents=True, exist_ok=True)
        self.environment.update(DOCKER_CONFIG=str(empty), NO_COLOR="1")

    def once(self, process):
        peak = self.work / "peak"
        command = [str(part) for part in process.command]
        if self.gnu_time:
            command = [self.gnu_time, "-f", "%M", "-o", str(peak), *command]

        def prepare():
            os.setpgid(0, 0)  # so that it can be ended with all that it has started
            if process.open_files:
                limits = (process.open_files, process.open_files)
                resource.setrlimit(resource.RLIMIT_NOFILE, limits)

        started = time.monotonic()
        with subprocess.Popen(
            command,
            cwd=process.directory,
            env=self.environment | process.environment,
            preexec_fn=prepare,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as running:
            try:
                printed, _ = running.communicate()
            except BaseException:
                os.killpg(running.pid, signal.SIGKILL)
                raise
        seconds = time.monotonic() - started
        if running.returncode:
            output = printed.decode(errors="replace")[-4000:]
            raise subprocess.SubprocessError(
                f"{' '.join(map(str, process.command))}\n"
                f"in {process.directory} ended with {running.returncode}:\n{output}"
            )
        return Run(seconds, int(peak.read_text().split()[-1]) // 1024 if self.gnu_time else None)

    def all(self, processes):
        """One after the other; their times add up."""
        runs = [self.once(process) for process in processes]
        peaks = [run.peak for run in runs if run.peak is not None]
        return Run(sum(run.seconds for run in runs), max(peaks, default=None))


@dataclasses.dataclass
class Side:
    """What is run, and what has to be done before and after, which is not measured."""

    name: str
    processes: object  # a list, or what makes it, where each run has another one
    before: object = None
    after: object = None
    target: str = ""  # what the ratio with this side is held against

    def run(self, machine):
        if self.before:
            self.before()
        processes = self.processes() if callable(self.processes) else self.processes
        os.sync()  # what one side has written is not to be written while the next one runs
        run = machine.all(processes)
        if self.after:
            self.after()
        return run
