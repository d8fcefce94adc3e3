"""Lines that break, and servers that accept no large requests: how many bytes are sent for a release."""

import shutil
import subprocess

from lib.common import REPOSITORY, say
from lib.files import MEGABYTE
from lib.servers import Line, Registry
from lib.tools import Oras, copies

CUT = 64 * MEGABYTE
LARGEST = 50 * MEGABYTE


def moved(bench, line, processes, direction):
    """Runs programs over a line, and says how many bytes they have moved, and whether they failed."""
    line.start()
    failed = ""
    try:
        bench.machine.all(processes)
    except subprocess.SubprocessError:
        failed = "fails after "
    counts = line.counts()
    line.stop()
    return f"{failed}{round(counts[direction] / MEGABYTE)} MB"


def row(bench, what, line, sides, before=None, direction="sent"):
    results = []
    for name, processes in sides:
        if before:
            before()
        say(f"{what}: {name}")
        results.append(f"{name}: {moved(bench, line, processes, direction)}")
    bench.table.note(what, "; ".join(results))


def publish(bench, registry, line, what):
    oras = Oras(bench.programs["oras"], line.address, bench.files)

    def wipe():
        registry.wipe()
        bench.project.forget()

    sides = [
        ("Captain", [bench.project.publish(line.address)]),
        ("oras push, three times", oras.push()),
    ]
    row(bench, what, line, sides, wipe)


def run(bench):
    size = sum((bench.files.directory / name).stat().st_size for name in bench.files.names)
    bench.table.note("bytes of the files", f"{round(size / MEGABYTE)} MB")
    cut = Line(bench.work, bench.registry.port, "--cut", CUT)
    each = f"over a line that breaks after each {CUT // MEGABYTE} MB"
    publish(bench, bench.registry, cut, f"publish {each}: sent")
    bench.fill()
    over = Oras(bench.programs["oras"], cut.address, bench.files)
    pull = bench.goal(
        "pull", f"-Dcaptain.pullOutput={bench.pulled}", f"-Dcaptain.registry={cut.address}"
    )
    sides = [("Captain", [pull]), ("oras pull", over.pull(bench.pulled_beside))]
    row(bench, f"pull {each}: read", cut, sides, bench.clean, "read")
    other = Registry(bench.programs["docker-registry"], bench.work / "registry-beside")
    to = Line(bench.work, other.port, "--cut", CUT)
    source = f"{bench.registry.address}/{REPOSITORY}/artifacts"
    programs = {name: shutil.which(name) for name in ("skopeo", "oras", "crane")}
    beside = copies(
        programs, source, f"{to.address}/bench/copied", list(bench.files.sets), bench.work
    )
    sides = [("Captain", [bench.goal("copy", f"-Dcaptain.toRegistry={to.address}")])]
    sides += [(name, make()) for name, make in beside]
    row(bench, f"copy to a registry {each}: sent", to, sides, other.wipe)
    other.stop()
    limit = Line(bench.work, bench.registry.port, "--largest", LARGEST)
    accepted = f"publish to a server that accepts {LARGEST // MEGABYTE} MB: sent"
    publish(bench, bench.registry, limit, accepted)
    if bench.options.distribution3:
        third = Registry(bench.options.distribution3, bench.work / "registry-3")
        line = Line(bench.work, third.port, "--cut", CUT)
        publish(bench, third, line, f"publish to Distribution 3 {each}: sent")
        third.stop()
