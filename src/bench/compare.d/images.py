"""Images in a layout, as other tools make them, and as nobody should."""

import gzip
import hashlib
import json
import struct

TAR = "application/vnd.oci.image.layer.v1.tar"
DOCKER = "application/vnd.docker."
OCI = "application/vnd.oci.image."


def entry(name, content=b"", kind=b"0", link=b"", size=None):
    """An entry of a tar archive."""
    name, link = (text.encode() if isinstance(text, str) else text for text in (name, link))
    content = content.encode() if isinstance(content, str) else content
    size = len(content) if size is None else size
    head = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2
    head += b"%011o\0" % size + b"%011o\0" % 0 + b" " * 8 + kind + link.ljust(100, b"\0")
    head = (head + b"ustar\x0000").ljust(512, b"\0")
    head = head[:148] + b"%06o\0 " % sum(head) + head[156:]
    return head + content + bytes(-len(content) % 512)


def pax(key, value, kind=b"x"):
    """A header for the entry that follows, or with kind g for all that follow."""
    record = f" {key}={value}\n".encode()
    length = len(record)
    while length != len(str(length)) + len(record):
        length = len(str(length)) + len(record)
    return entry("pax", str(length).encode() + record, kind)


def long(kind, content):
    """GNU's way to give the next entry a long name or target."""
    return entry("././@LongLink", content, kind)


def link(target, name="l"):
    return entry(name, kind=b"2", link=target)


def tar(*entries):
    return b"".join(entries) + bytes(1024)


def zipped(content):
    return gzip.compress(content, mtime=0)


def zstd(content):
    """One block that is not compressed."""
    head = struct.pack("<IBI", 0xFD2FB528, 0xA0, len(content))
    return head + struct.pack("<I", 1 | len(content) << 3)[:3] + content


class Layout:
    def __init__(self, directory):
        self.directory = directory
        (directory / "blobs/sha256").mkdir(parents=True)
        (directory / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        self.tags = []

    def blob(self, content, media_type, size=None, **more):
        digest = hashlib.sha256(content).hexdigest()
        (self.directory / "blobs/sha256" / digest).write_bytes(content)
        size = len(content) if size is None else size
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": size, **more}

    def path(self, descriptor):
        return self.directory / "blobs" / descriptor["digest"].replace(":", "/")

    def manifest(self, layers, media_type=OCI + "manifest.v1+json", config=OCI + "config.v1+json"):
        content = {"schemaVersion": 2, "mediaType": media_type}
        content |= {"config": self.blob(b"{}", config), "layers": layers}
        return self.blob(json.dumps(content).encode(), media_type)

    def index(self, manifests, media_type=OCI + "index.v1+json"):
        content = {"schemaVersion": 2, "mediaType": media_type, "manifests": manifests}
        return self.blob(json.dumps(content).encode(), media_type)

    def tag(self, name, descriptor):
        annotations = {"org.opencontainers.image.ref.name": name}
        self.tags.append(descriptor | {"annotations": annotations})
        index = {"schemaVersion": 2, "manifests": self.tags}
        (self.directory / "index.json").write_text(json.dumps(index))


GOOD = tar(entry("good", "good"))
ZEROS = "0" * 64
LONG_PATH = "d/" + "t" * 150

# by name, the layers of an image: the bytes, or these and the size that the manifest says
HOSTILE = {
    "absolute-path": [tar(entry("/tmp/evil", "x"))],
    "parent": [tar(entry("../evil", "x"))],
    "hidden-parent": [tar(entry("a/../../evil", "x"))],
    "backslash": [tar(entry("..\\evil", "x"))],
    "control-character": [tar(entry("a\nb", "x"))],
    "device": [tar(entry("d", kind=b"3"))],
    "device-in-disguise": [tar(entry("d/", kind=b"4"))],
    "fifo": [tar(entry("p", kind=b"6"))],
    "not-utf8": [tar(entry(b"\xffa", "x"))],
    "reserved-name": [tar(entry(".captain-pull-x", "x"))],
    "long-name": [tar(long(b"L", "n" * 256), entry("n", "x"))],
    "no-name": [tar(entry(".", "x"))],
    "empty-name": [tar(entry("", "x"))],
    "deep-path": [tar(pax("path", "a/" * 20_000 + "f"), entry("n", "x"))],
    "header-bomb": [zipped(tar(pax("comment", "c" * (2 << 20)), entry("n", "x")))],
    "long-name-bomb": [zipped(tar(long(b"L", bytes(3 << 20)), entry("n", "x")))],
    "damaged-pax-header": [tar(entry("pax", "9 a=b", b"x"), entry("n", "x"))],
    "pax-size": [tar(pax("size", "3"), entry("n", "xyz", size=0))],
    "pax-negative-size": [tar(pax("size", "-1"), entry("n", "x"))],
    "global-path": [tar(pax("path", "evil", b"g"), entry("n", "x"))],
    "sparse": [tar(pax("GNU.sparse.size", "512"), entry("n", "x"))],
    "gnu-sparse": [tar(entry("n", "x", b"S"))],
    "unknown-type": [tar(entry("n", "x", b"Z"))],
    "bad-checksum": [GOOD[:150] + b"7" + GOOD[151:]],
    "twice": [tar(entry("f", "x"), entry("./f", "y"))],
    "file-and-directory": [tar(entry("f", "x"), entry("f/g", "y"))],
    "whiteout-directory": [tar(entry(".wh.a/", kind=b"5"))],
    "removes-the-parent": [tar(entry("a/.wh...", ""))],
    "no-tar": [b"x" * 4096],
    "nothing": [b""],
    "ends-early": [GOOD[:700]],
    "no-end": [GOOD[:1024]],
    "hides-something": [GOOD + b"evil"],
    "second-archive": [GOOD + tar(entry("evil", "x"))],
    "gzip-cut-short": [zipped(GOOD)[:60]],
    "gzip-with-rest": [zipped(GOOD) + b"evil"],
    "gzip-members": [zipped(GOOD[:600]) + zipped(GOOD[600:])],
    "gzip-bad-checksum": [zipped(GOOD)[:-8] + bytes(8)],
    "zstd-cut-short": [zstd(GOOD)[:40]],
    "bomb": [zipped(tar(entry("zeros", bytes(2 << 20))))],
    "longer-than-said": [(GOOD, 512)],
    "shorter-than-said": [(GOOD, 1 << 20)],
    "wrong-checksum": [tar(entry("good", "good"), entry("sha256sums-x.txt", f"{ZEROS}  good\n"))],
    "listed-but-missing": [tar(entry("good", "x"), entry("sha256sums-x.txt", f"{ZEROS}  gone\n"))],
    "lists-outside": [tar(entry("good", "x"), entry("sha256sums-x.txt", f"{ZEROS}  ../good\n"))],
    "no-checksums": [tar(entry("good", "x"), entry("sha256sums-x.txt", "hello\n"))],
    "many-layers": [GOOD] * 10_001,
    # links
    "link-outside-of-the-image": [tar(link(".."))],
    "link-far-out": [tar(link("../../../etc/passwd"))],
    "link-hidden-out": [tar(link("a/b/../../../x"))],
    "absolute-link": [tar(link("/etc/passwd"))],
    "link-to-a-drive": [tar(link("C:/x"))],
    "link-with-backslashes": [tar(link("a\\..\\..\\x"))],
    "link-of-two-lines": [tar(link("a\nb"))],
    "link-to-nothing": [tar(link(""))],
    "link-not-utf8": [tar(link(b"\xff"))],
    "link-of-many-steps": [tar(pax("linkpath", "a/" * 300 + "x"), link("x"))],
    "long-target": [tar(long(b"K", "a/" * 3000), link("x"))],
    "link-to-staging": [tar(link(".captain-pull-lock"))],
    "link-with-content": [tar(entry("l", "abc", b"2", "x"))],
    "hard-link": [tar(entry("good", "good"), entry("l", kind=b"1", link="good"))],
    "whiteout-link": [tar(link("x", ".wh.l"))],
    "link-and-file": [tar(link("a"), entry("l", "x"))],
    "link-through-a-link": [tar(link("c", "p/q/b"), link("b/../../x", "p/q/l"))],
    "link-through-a-later-link": [tar(link("d/x")), tar(link("e", "d"))],
    "link-out-of-a-file": [tar(entry("f", "x"), link("f/../x"))],
    "through-a-link": [tar(link("d"), entry("l/evil", "x"))],
    "before-a-link": [tar(entry("l/evil", "x"), link("d"))],
    "later-below-a-link": [tar(link("d")), tar(entry("l/evil", "x"))],
    "checksums-of-a-circle": [
        tar(link("k"), link("l", "k"), entry("sha256sums-x.txt", f"{ZEROS}  l\n"))
    ],
}
# these are pulled
FOREIGN = {
    "whiteouts": [
        tar(entry("a/f", "one"), entry("a/g", "two"), entry("b/h", "three")),
        tar(entry("a/.wh.f"), entry("b/.wh..wh..opq"), entry("b/i", "four")),
    ],
    "link-over-a-file": [tar(entry("l", "x"), entry("f", "y")), tar(link("f"))],
    "long-names": [
        tar(long(b"L", "n" * 200), entry("n", "x"), pax("path", "ü" * 90), entry("n", "y"))
    ],
    "long-link": [
        tar(pax("path", LONG_PATH), entry("x", "x"), long(b"K", LONG_PATH), link("x"))
    ],
    "old-tar": [tar(entry("f", "x", b"\0"), entry("d/", kind=b"0"), entry("c", "y", b"7"))],
    "global-comment": [tar(pax("comment", "x", b"g"), entry("n", "x"))],
    "gzip": [zipped(GOOD), zipped(tar(entry("more", "m" * 3000)))],
    "zstd": [zstd(GOOD)],
    "twice-the-same-layer": [GOOD, GOOD],
}
COPIED = {
    "copied-links": [tar(entry("d/f", "x"), link("d/f"), link("d", "k"))],
    "copied-circle": [tar(link("k"), link("l", "k"))],
    "copied-to-nothing": [tar(link("gone"))],
    "copied-root": [tar(link("."))],
}


# these are also the images of a target, so that they can be copied and combined
RELEASES = ("platforms", "docker", "docker-list", "nested", "gzip", "layer-gone", "twice")


def write_images(directory):
    """Writes them all. Returns the parameters of a pull of each, by its tag."""
    layout = Layout(directory / "x/artifacts")
    # goals that look at all of a layout would fail
    broken = Layout(directory / "broken/artifacts")
    broken.tag("no-image", broken.blob(b'{"schemaVersion":2}', OCI + "manifest.v1+json"))
    broken.tag("no-json", broken.blob(b"<html>", OCI + "manifest.v1+json"))
    for name in ("no-image", "no-json"):
        yield name, {"repository": "broken"}
    for name, layers in (HOSTILE | FOREIGN | COPIED).items():
        described = []
        for layer in layers:
            content, size = layer if isinstance(layer, tuple) else (layer, None)
            described.append(layout.blob(content, TAR, size))
        layout.tag(name, layout.manifest(described))
    docker = layout.manifest(
        [layout.blob(zipped(GOOD), DOCKER + "image.rootfs.diff.tar.gzip")],
        DOCKER + "distribution.manifest.v2+json",
        DOCKER + "container.image.v1+json",
    )
    layout.tag("docker", docker)
    platforms = [
        layout.manifest([layout.blob(tar(entry("f", name)), TAR)])
        | {"platform": {"architecture": name, "os": "linux"}}
        for name in ("amd64", "arm64", "s390x")
    ]
    layout.tag("docker-list", layout.index([docker], DOCKER + "distribution.manifest.list.v2+json"))
    layout.tag("platforms", layout.index(platforms))
    layout.tag("no-platform", layout.index([]))
    layout.tag("nested", layout.index([layout.index(platforms)]))
    layout.tag("foreign-config", layout.manifest([layout.blob(GOOD, TAR)], config="application/x"))
    gone = layout.manifest([layout.blob(tar(entry("gone", "x")), TAR)])
    layout.tag("layer-gone", gone)
    (layer,) = json.loads(layout.path(gone).read_text())["layers"]
    layout.path(layer).unlink()
    layout.tag("other-layer-type", layout.manifest([layout.blob(b"{}", "application/json")]))
    tags = {tag["annotations"]["org.opencontainers.image.ref.name"]: tag for tag in layout.tags}
    for name in RELEASES:
        layout.tag(f"{name}-x", tags[name])
    yield from ((name, {}) for name in tags if name not in HOSTILE | FOREIGN | COPIED)
    yield from ((name, {"maxUnpackedSize": "1"}) for name in HOSTILE | FOREIGN)
    yield from ((name, {"links": "copy"}) for name in COPIED)
    yield "platforms-arm64", {"tag": "platforms", "platform": "linux/arm64"}
    yield "platforms-riscv64", {"tag": "platforms", "platform": "linux/riscv64"}
