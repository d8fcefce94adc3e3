"""The files that are published: made, not downloaded, and the same everywhere."""

import contextlib
import dataclasses
import hashlib
import pathlib

from lib.common import TAG, fail, say

MEGABYTE = 1_000_000
MIB = 1 << 20


@dataclasses.dataclass
class Files:
    """Names in a directory, by target."""

    directory: pathlib.Path
    targets: dict

    @property
    def names(self):
        return [name for names in self.targets.values() for name in names]

    @property
    def sets(self):
        """What each image has, by tag: one for each target, and the combined one."""
        return {f"{TAG}-{target}": names for target, names in self.targets.items()} | {
            TAG: self.names
        }


def real_files(directory):
    """The six of a real build."""
    targets = {
        target: [
            f"vmlinuz-{target}",
            f"initramfs-{target}.cpio.zst",
            f"captainos-{target}.iso",
        ]
        for target in ("amd64", "arm64")
    }
    return Files(directory, targets)


def given_files(directory):
    files = real_files(directory)
    missing = [name for name in files.names if not (directory / name).exists()]
    if missing:
        fail(f"{directory} has no {', '.join(missing)}")
    return files


def random_bytes(seed, size):
    """The same bytes for the same seed, everywhere."""
    for index in range(0, size, MIB):
        key = f"{seed} {index}".encode()
        yield hashlib.shake_128(key).digest(min(MIB, size - index))


def kernel_bytes(seed, size):
    """Like a kernel that is not compressed: it shrinks to about a third."""
    left = size
    for part in random_bytes(seed, size // 3 + MIB):
        block = b"".join(
            part[at : at + 1024] + part[at : at + 64] * 32 for at in range(0, len(part), 1024)
        )
        yield block[:left]
        left -= min(left, len(block))
        if not left:
            return


@contextlib.contextmanager
def written(path):
    """A file that is there once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as out:
        yield out
    partial.rename(path)


def write(path, parts):
    with written(path) as out:
        out.writelines(parts)


def contents_of(*paths):
    for path in paths:
        with path.open("rb") as file:
            while part := file.read(MIB):
                yield part


def make_files(directory):
    """Six files of the sizes of a real build; as there, an ISO holds the other two."""
    files = real_files(directory)
    kernels = {"amd64": (random_bytes, 12), "arm64": (kernel_bytes, 38)}
    initramfs = {"amd64": 76, "arm64": 75}
    isos = {"amd64": 89, "arm64": 113}
    for target, (kernel, initrd, iso) in files.targets.items():
        make, size = kernels[target]
        for name, parts in (
            # generators: nothing is made of a file that is there
            (kernel, make(kernel, size * MEGABYTE)),
            (initrd, random_bytes(initrd, initramfs[target] * MEGABYTE)),
            (iso, iso_parts(isos[target], directory / kernel, directory / initrd)),
        ):
            if not (directory / name).exists():
                say(f"making {name}")
                write(directory / name, parts)
    return files


def iso_parts(size, *held):
    yield bytes(max(1 << 15, size * MEGABYTE - sum(path.stat().st_size for path in held)))
    yield from contents_of(*held)


def make_small(directory, prefix, count, size):
    names = [f"{prefix}-{index:04}" for index in range(count)]
    for name in names:
        if not (directory / name).exists():
            write(directory / name, random_bytes(name, size))
    return names


def make_sparse(path, size):
    """Random bytes, with holes in between."""
    if path.exists():
        return
    with written(path) as out:
        out.truncate(size)
        for at in range(0, size, MIB):
            out.seek(at)
            out.write(hashlib.shake_128(f"sparse {at}".encode()).digest(1 << 16))
