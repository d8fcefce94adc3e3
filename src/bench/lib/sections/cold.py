"""Publishing into an empty registry, and the floor: what nothing can be faster than."""

from lib.measure import Side
from lib.tools import curl, sha256sum


def run(bench):
    registry, files = bench.registry, bench.files
    others = []
    if "cold" in bench.options.sections:
        push = bench.oras.push()
        others.append(Side("oras push, three times", push, registry.wipe, target="≤ 1.3"))
    if "floor" in bench.options.sections:
        upload = curl(registry.address, files, bench.work)
        others += [
            Side("curl, four at a time, digests known", upload, registry.wipe),
            Side("sha256sum of all files", sha256sum(files)),
        ]
    ours = Side("Captain", bench.publish, bench.wipe)
    bench.compare("publish, cold", "publish, cold", ours, *others)
