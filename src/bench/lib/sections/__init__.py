"""The sections: each is a module with a function run."""

from lib.sections import again, bandwidth, cold, copy, distance, growth, images, jvm, line, memory
from lib.sections import pull, reactor, tag

SECTIONS = {
    "validate": "mvn validate alone (which is measured in all sections: net is without it)",
    "cold": "publish into an empty registry, beside oras push",
    "floor": "the same beside curl, which knows all digests, and beside sha256sum",
    "again": "publish again where nothing has changed, beside oras push",
    "pull": "pull into an empty directory, and again, beside oras pull",
    "tag": "tag-all, beside oras tag three times",
    "copy": "a release copied to another registry, and within one, beside skopeo, oras and crane",
    "images": "publish beside skopeo copy and crane push, pull beside skopeo copy and crane pull",
    "memory": "a file of 1 GiB (--large: 4 GiB) with a heap of 64 MiB",
    "growth": "1,000 files beside 100 files, with 512 open files at most",
    "line": "bytes that are sent over a line that breaks, and to a server with a size limit",
    "jvm": "goals with options of the JVM, beside the same goals without",
    "reactor": "a build of five modules that publish, beside oras push for each",
    "bandwidth": "publish and pull over a line of 50 MB/s, with TLS, beside oras",
    "distance": "publish to a registry with TLS that is 25 ms away each way, beside oras push",
}


def run_sections(bench):
    """In this order, whatever the order in which they were named."""
    sections = bench.options.sections
    if sections == ["validate"]:
        bench.rounds("validate")
    if "cold" in sections or "floor" in sections:
        cold.run(bench)
    for name, section in (
        ("again", again),
        ("pull", pull),
        ("tag", tag),
        ("copy", copy),
        ("images", images),
        ("memory", memory),
        ("growth", growth),
        ("line", line),
        ("jvm", jvm),
        ("reactor", reactor),
        ("bandwidth", bandwidth),
        ("distance", distance),
    ):
        if name in sections:
            section.run(bench)
