"""Many files beside a tenth of them."""

from lib.common import REPOSITORY
from lib.files import Files, make_small
from lib.maven import Project
from lib.measure import Side
from lib.tools import Oras


def run(bench):
    registry, net = bench.registry, bench.table.net
    asked = {}

    def small(count):
        directory = bench.work / "small"
        return Files(directory, {"amd64": make_small(directory, f"of-{count}", count, 4096)})

    def side(count, files):
        project = Project(bench.maven, bench.work / f"growth-{count}", files)

        def before():
            registry.wipe()
            project.forget()
            registry.mark()

        def after():
            requests = registry.requests_for_blobs()
            asked[count] = len(requests) / registry.blobs(f"{REPOSITORY}/artifacts")

        publish = [project.publish(registry.address, open_files=512)]
        return Side(f"Captain, {count} files", publish, before, after)

    files = small(1000)
    push = Oras(bench.programs["oras"], registry.address, files).push()
    many, few, theirs = bench.rounds(
        "growth",
        side(1000, files),
        side(100, small(100)),
        Side("oras push of 1,000 files, twice", push, registry.wipe),
    )
    what = "publish, 1,000 files of 4 KiB (ulimit -n 512)"
    bench.table.pair(
        what,
        many,
        "Captain, 100 files; the ratio is net/net",
        few,
        "≤ 10",
        lambda a, b: net(a) / net(b),
    )
    bench.table.pair(what, many, "oras push, twice", theirs)
    bench.table.note(
        "requests for blobs, for each blob",
        "; ".join(f"{count} files: {asked[count]:.2f}" for count in (1000, 100)),
    )
