"""Publishing to a registry with TLS that is far away."""

from lib.files import MEGABYTE, Files, make_small
from lib.maven import Project
from lib.measure import Side
from lib.servers import Registry, Remote, certify
from lib.tools import Oras


def run(bench):
    work, delay = bench.work, bench.options.delay
    authority, tls = certify(bench.programs["openssl"], work / "certificates")
    registry = Registry(bench.programs["docker-registry"], work / "registry-tls", tls)
    far = Remote(registry, work, delay)
    names = make_small(work / "few", "file", 6, MEGABYTE)
    files = Files(work / "few", {"amd64": names[:3], "arm64": names[3:]})
    project = Project(bench.maven, work / "far", files)

    def wipe():
        registry.wipe()
        project.forget()

    publish = [project.publish(far.address, f"-Dcaptain.caCertificate={authority}")]
    oras = Oras(bench.programs["oras"], far.address, files, "--ca-file", authority)
    bench.compare(
        "distance",
        f"publish, cold, six files of 1 MB, {delay} ms away, TLS",
        Side("Captain", publish, wipe),
        Side("oras push, three times", oras.push(), registry.wipe, target="≤ 1.2"),
    )
    far.stop()
    registry.stop()
