"""A line of limited bandwidth to a registry with TLS: how full it is kept."""

from lib.maven import Project
from lib.measure import Side
from lib.servers import Registry, Remote, certify
from lib.tools import Oras

MEGABYTES = 50
DELAY = 10


def whole(ours, theirs):
    return ours.seconds / theirs.seconds


def run(bench):
    work = bench.work
    authority, tls = certify(bench.programs["openssl"], work / "certificates")
    registry = Registry(bench.programs["docker-registry"], work / "registry-tls", tls)
    far = Remote(registry, work, DELAY, MEGABYTES)
    oras = Oras(bench.programs["oras"], far.address, bench.files, "--ca-file", authority)
    certificate = f"-Dcaptain.caCertificate={authority}"
    projects = {
        name: Project(bench.maven, work / f"bandwidth-{name}", bench.files, compression=name)
        for name in ("none", "zstd")
    }

    def side(name):
        def wipe():
            registry.wipe()
            projects[name].forget()

        publish = [projects[name].publish(far.address, certificate)]
        return Side(f"Captain, compression {name}", publish, wipe)

    line = f"{MEGABYTES} MB/s, {2 * DELAY} ms, TLS"
    push = Side("oras push, three times", oras.push(), registry.wipe)
    plain, zstd, pushed = bench.rounds("bandwidth", side("none"), side("zstd"), push)
    beside = "oras push, three times; the ratio is with all of Maven"
    bench.table.pair(f"publish, cold, {line}", plain, beside, pushed, "≤ 0.87", whole)
    bench.table.pair(f"publish, cold, zstd, {line}", zstd, beside, pushed, "≤ 0.85", whole)
    bench.machine.all([projects["none"].publish(far.address, certificate), *oras.push()])
    pull = bench.goal(
        "pull",
        f"-Dcaptain.pullOutput={bench.pulled}",
        f"-Dcaptain.registry={far.address}",
        certificate,
    )
    pulled, theirs = bench.rounds(
        "bandwidth",
        Side("Captain pull", [pull], bench.clean),
        Side("oras pull", oras.pull(bench.pulled_beside), bench.clean),
    )
    beside = "oras pull; the ratio is with all of Maven"
    bench.table.pair(f"pull, {line}", pulled, beside, theirs, "≤ 1.1", whole)
    far.stop()
    registry.stop()
