"""Pulling into an empty directory, and once more where all is there."""

import filecmp

from lib.common import fail
from lib.measure import Side


def run(bench):
    registry = bench.registry
    theirs = bench.oras.pull(bench.pulled_beside)
    bench.fill()
    bench.compare(
        "pull",
        "pull, all files",
        Side("Captain", bench.pull, bench.clean),
        Side("oras pull", theirs, bench.clean, target="≤ 1.8"),
    )
    bench.machine.all([*bench.pull, *theirs])
    for name in bench.files.names:
        if not filecmp.cmp(bench.files.directory / name, bench.pulled / name, shallow=False):
            fail(f"what was pulled is not what was published: {name}")

    gets = []

    def count():
        requests = registry.requests_for_blobs()
        gets.append(
            sum(method == "GET" and "/blobs/sha256:" in path for method, path in requests)
        )

    bench.compare(
        "pull again",
        "pull again, all is there",
        Side("Captain", bench.pull, registry.mark, count),
        Side("oras pull", theirs),
    )
    bench.table.note("pull again: GET of blobs", f"{max(gets)} at most", "no blob GET")
