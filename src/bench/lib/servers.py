"""The registry, its log, and its certificates."""

import atexit
import contextlib
import re
import shutil
import socket
import subprocess
import sys
import time

from lib.common import BENCH, fail


class Server:
    """A process of our own, which ends with us."""

    def __init__(self, command, log, port, address="127.0.0.1"):
        self.port = port
        self.log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdout=out, stderr=subprocess.STDOUT
            )
        atexit.register(self.stop)
        for _ in range(200):
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), socket.create_connection((address, port)):
                return
            time.sleep(0.05)
        fail(f"{command[0]} does not start:\n{log.read_text(errors='replace')[-2000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


class Registry(Server):
    def __init__(self, program, home, tls=None):
        shutil.rmtree(home, ignore_errors=True)
        self.storage = home / "storage"
        self.storage.mkdir(parents=True)
        port = free_port()
        lines = [
            "version: 0.1",
            "log:",
            "  level: warn",
            "storage:",
            "  filesystem:",
            f"    rootdirectory: '{self.storage}'",
            "http:",
            f"  addr: 127.0.0.1:{port}",
        ]
        if tls:
            certificate, key = tls
            lines += ["  tls:", f"    certificate: '{certificate}'", f"    key: '{key}'"]
        config = home / "config.yml"
        config.write_text("\n".join(lines) + "\n")
        super().__init__([program, "serve", config], home / "access.log", port)

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def wipe(self):
        for entry in self.storage.iterdir():
            shutil.rmtree(entry)

    def blobs(self, name):
        """How many blobs, manifests apart, a repository has."""
        repository = self.storage / "docker/registry/v2/repositories" / name
        return len(list((repository / "_layers/sha256").iterdir()))

    def mark(self):
        """Requests are counted from here."""
        self.marked = self.log.stat().st_size

    def requests_for_blobs(self):
        """Those in the access log since the mark, as (method, path)."""
        time.sleep(0.2)
        with self.log.open("rb") as log:
            log.seek(self.marked)
            text = log.read().decode(errors="replace")
        requests = re.findall(r'"([A-Z]+) (/v2/\S*) HTTP', text)
        return [(method, path) for method, path in requests if "/blobs/" in path]


def own_name():
    """
    This machine's name and address. Programs try plain HTTP first with a registry whose name can
    only be that of this machine, such as 127.0.0.1, which they don't with one that is far away.
    """
    name = socket.gethostname()
    try:
        return name, socket.gethostbyname(name)
    except OSError:
        return "127.0.0.1", "127.0.0.1"


class Remote(Server):
    """A registry on this machine, as if it were far away."""

    def __init__(self, registry, work, *line):
        self.name, address = own_name()
        port = free_port()
        command = [sys.executable, BENCH / "delay.py", address, port, registry.port, *line]
        super().__init__(command, work / "delay.log", port, address)

    @property
    def address(self):
        return f"{self.name}:{self.port}"


class Line:
    """A proxy that behaves like a bad line; it counts from each start."""

    def __init__(self, work, target, *options):
        self.port = free_port()
        self.work = work
        self.command = [sys.executable, BENCH / "line.py", self.port, target]
        self.options = options
        self.file = work / f"line-{self.port}"

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def start(self):
        self.file.unlink(missing_ok=True)
        command = [*self.command, self.file, *self.options]
        self.server = Server(command, self.work / "line.log", self.port)

    def counts(self):
        lines = self.file.read_text().splitlines()
        return {name: int(value) for name, value in (line.split() for line in lines)}

    def stop(self):
        self.server.stop()


def certify(openssl, directory):
    """An authority, and a certificate of it for this machine."""
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    extensions = directory / "extensions"
    extensions.write_text(f"subjectAltName=IP:127.0.0.1,DNS:{own_name()[0]}\n")
    for arguments in (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=bench-authority"
        " -keyout authority.key -out authority.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=127.0.0.1 -keyout registry.key -out registry.csr",
        "x509 -req -days 2 -in registry.csr -CA authority.pem -CAkey authority.key"
        " -CAcreateserial -extfile extensions -out registry.pem",
    ):
        subprocess.run(
            [openssl, *arguments.split()],
            cwd=directory,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return directory / "authority.pem", (directory / "registry.pem", directory / "registry.key")
