"""A file that is far larger than the heap."""

import filecmp
import subprocess

from lib.common import say
from lib.files import Files, make_sparse
from lib.maven import Project
from lib.servers import Registry

TARGET = "passes"


def run(bench):
    size = 4 if bench.options.large else 1
    files = Files(bench.work / f"sparse-{size}", {"amd64": ["sparse.img"]})
    file = files.directory / "sparse.img"
    make_sparse(file, size << 30)
    project = Project(bench.maven, bench.work / "memory", files)
    bench.wipe()
    bench.clean()
    heap = "-Xmx64m"
    what = f"{size} GiB with {heap}"
    environment = {"MAVEN_OPTS": heap}
    try:
        publish = project.publish(bench.registry.address, environment=environment)
        published = bench.machine.once(publish)
        bench.table.alone(f"publish, {what}", [published], "passes", TARGET)
        pulled = bench.machine.once(bench.pull_into(bench.pulled, environment=environment))
        same = filecmp.cmp(file, bench.pulled / file.name, shallow=False)
        verdict = "passes" if same else "FAILS: other bytes"
        bench.table.alone(f"pull, {what}", [pulled], verdict, TARGET)
        other = Registry(bench.programs["docker-registry"], bench.work / "registry-beside")
        copy = bench.goal(
            "copy",
            f"-Dcaptain.toRegistry={other.address}",
            "-Dcaptain.targets=amd64",
            environment=environment,
        )
        copied = bench.machine.once(copy)
        other.stop()
        bench.table.alone(f"copy, {what}", [copied], "passes", TARGET)
    except subprocess.SubprocessError as e:
        say(str(e))
        bench.table.note(what, "FAILS", TARGET)
    bench.clean()
    bench.registry.wipe()
