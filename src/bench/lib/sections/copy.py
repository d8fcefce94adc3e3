"""Copies of a whole release, beside programs that are called once for each image."""

import itertools
import shutil

from lib.common import REPOSITORY
from lib.measure import Side
from lib.servers import Registry
from lib.tools import copies


def run(bench):
    programs = {name: shutil.which(name) for name in ("skopeo", "oras", "crane")}
    tags = list(bench.files.sets)
    other = Registry(bench.programs["docker-registry"], bench.work / "registry-beside")
    source = f"{bench.registry.address}/{REPOSITORY}/artifacts"
    bench.fill()
    beside = copies(programs, source, f"{other.address}/bench/copied", tags, bench.work)
    bench.compare(
        "copy",
        "copy, to another registry",
        Side("Captain", [bench.goal("copy", f"-Dcaptain.toRegistry={other.address}")], other.wipe),
        *(Side(f"{name}, three times", make(), other.wipe) for name, make in beside),
    )
    other.stop()
    new = (f"{number}" for number in itertools.count(1))
    within = copies(programs, source, f"{bench.registry.address}/bench/within-", tags, bench.work)
    bench.compare(
        "copy",
        "copy, within one registry",
        Side("Captain", lambda: [bench.goal("copy", f"-Dcaptain.toRepository=bench/n{next(new)}")]),
        *(
            Side(f"{name}, three times", lambda make=make: make(next(new)))
            for name, make in within
        ),
    )
