"""Tagging all images of a version anew."""

import itertools

from lib.measure import Side


def run(bench):
    bench.fill()
    new = (f"r{number}" for number in itertools.count(1))
    bench.compare(
        "tag-all",
        "tag-all, a new tag",
        Side("Captain", lambda: [bench.goal("tag-all", f"-Dcaptain.newTag={next(new)}")]),
        Side("oras tag, three times", lambda: bench.oras.tag(next(new)), target="net ≤ 0.2 s"),
        skipped=Side(
            "the same goal with captain.skip",
            [bench.goal("tag-all", "-Dcaptain.newTag=none", "-Dcaptain.skip")],
        ),
    )
