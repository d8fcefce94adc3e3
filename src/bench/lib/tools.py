"""The programs beside Captain, as they are called."""

import hashlib

from lib.common import TAG
from lib.files import contents_of
from lib.measure import Process


class Oras:
    """Files, and where oras sends them."""

    def __init__(self, program, address, files, *options):
        self.program = program
        self.repository = f"{address}/bench/oras"
        self.files = files
        self.options = options or ("--plain-http",)

    def process(self, verb, *arguments):
        return Process([self.program, verb, *self.options, *arguments], self.files.directory)

    def push(self):
        return [
            self.process("push", "--no-tty", f"{self.repository}:{tag}", *names)
            for tag, names in self.files.sets.items()
        ]

    def pull(self, output):
        return [self.process("pull", "--no-tty", "-o", output, f"{self.repository}:{TAG}")]

    def tag(self, new):
        return [
            self.process("tag", f"{self.repository}:{tag}", new + tag.removeprefix(TAG))
            for tag in self.files.sets
        ]


# URL of uploads, list of digests and files
UPLOAD = r"""set -euo pipefail
one() {
  location=$(curl -sS --fail -X POST -D - -o /dev/null "$1" |
    tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  curl -sS --fail -o /dev/null -T "$3" -H 'Expect:' \
    -H 'Content-Type: application/octet-stream' "$location&digest=sha256:$2"
}
export -f one
# shellcheck disable=SC2016 # the inner shell is the one to expand it
xargs -P 4 -L 1 bash -c 'set -euo pipefail; one "$0" "$1" "$2"' "$1" <"$2"
"""


def curl(address, files, work):
    """A script that sends each file once: POST, then PUT."""
    lines = []
    for name in files.names:
        hashed = hashlib.sha256()
        for part in contents_of(files.directory / name):
            hashed.update(part)
        lines.append(f"{hashed.hexdigest()} {files.directory / name}\n")
    listed = work / "digests"
    listed.write_text("".join(lines))
    script = work / "upload"
    script.write_text(UPLOAD)
    url = f"http://{address}/v2/bench/curl/blobs/uploads/"
    return [Process(["bash", script, url, listed], work)]


def sha256sum(files):
    return [Process(["sha256sum", *files.names], files.directory)]


def skopeo_copy(program, *arguments, work):
    return [Process([program, "copy", "--quiet", "--preserve-digests", *arguments], work)]


def crane_push(program, layout, image, work):
    return [Process([program, "push", "--insecure", "--index", layout, image], work)]


def crane_pull(program, image, layout, work):
    return [Process([program, "pull", "--insecure", "--format=oci", image, layout], work)]


def copies(programs, source, destination, tags, work):
    """The programs that copy images, and the commands that copy those with the tags."""
    commands = {
        "skopeo copy --all": (
            "skopeo",
            "copy --quiet --preserve-digests --all --src-tls-verify=false --dest-tls-verify=false",
            "docker://",
        ),
        "oras cp": ("oras", "cp --no-tty --from-plain-http --to-plain-http", ""),
        "crane copy": ("crane", "copy --insecure", ""),
    }
    for name, (program, arguments, scheme) in commands.items():
        if programs[program]:
            yield name, lambda new=None, p=programs[program], a=arguments, s=scheme: [
                Process(
                    [p, *a.split(), f"{s}{source}:{tag}", f"{s}{destination}{new or ''}:{tag}"], work
                )
                for tag in tags
            ]
