"""Publishing again where nothing has changed."""

from lib.measure import Side


def run(bench):
    bench.fill()
    bench.compare(
        "publish again",
        "publish again, nothing changed",
        Side("Captain", bench.publish),
        Side("oras push, three times", bench.oras.push(), target="≤ 0.8"),
        skipped=Side(
            "the same build with captain.skip",
            [bench.project.publish(bench.registry.address, "-Dcaptain.skip")],
        ),
    )
