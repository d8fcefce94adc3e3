"""Registries, one that gives out tokens for them, and a proxy that spoils requests."""

import base64
import contextlib
import http.client
import http.server
import json
import re
import socket
import ssl
import struct
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from lib.servers import Server

ISSUER = "compare"
RESET = struct.pack("ii", 1, 0)


class Log:
    """The part of a file that was written since the last time."""

    def __init__(self, path):
        self.path = path
        self.at = 0

    def read(self):
        with self.path.open("rb") as file:
            file.seek(self.at)
            content = file.read()
        self.at += len(content)
        return content.decode(errors="replace")


class Registry:
    """CNCF Distribution, with an empty storage."""

    def __init__(self, program, home, port, *lines):
        self.storage = home / "storage"
        self.storage.mkdir(parents=True)
        config = home / "config.yml"
        tls = [line for line in lines if line.startswith("  tls")]
        text = ["version: 0.1", "log: {level: warn}"]
        text += ["storage: {filesystem: {rootdirectory: '%s'}}" % self.storage]
        text += ["http:", f"  addr: 127.0.0.1:{port}", *tls]
        text += [line for line in lines if line not in tls]
        config.write_text("\n".join(text) + "\n")
        self.server = Server([program, "serve", config], home / "access.log", port)
        self.log = Log(home / "access.log")
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/v2/end-of-case-"
        self.marks = 0

    def requests(self):
        """Those since the last time, as lines. After one of our own, all are in the log."""
        self.marks += 1
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"{self.url}{self.marks}", context=context)
        log = ""
        while f"end-of-case-{self.marks}" not in log:
            log += self.log.read()
            time.sleep(0.02)
        found = map(" ".join, re.findall(r'"([A-Z]+) (/\S*) HTTP/1.1" (\d+)', log))
        return [line for line in found if "end-of-case" not in line]


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self, most=None):
        size = int(self.headers.get("Content-Length") or 0)
        return self.rfile.read(size if most is None else min(most, size))

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def refuse(self):
        self.body()
        self.server.note(f"{self.command} {self.path} 501")
        self.answer(501)


class Local(http.server.ThreadingHTTPServer):
    """A server in a thread, with a log of requests."""

    daemon_threads = True

    def __init__(self, port, handler):
        super().__init__(("127.0.0.1", port), handler)
        self.log = []
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a client that hangs up

    def note(self, line):
        with self.lock:
            self.log.append(line)

    def requests(self):
        """Those since the last time."""
        with self.lock:
            log, self.log = self.log, []
        return log

    def stop(self):
        self.shutdown()
        self.server_close()


class TokenService(Local):
    """Gives out tokens for Distribution to one who knows the password."""

    def __init__(self, port, user, certificate, key):
        self.basic = "Basic " + base64.b64encode(user.encode()).decode()
        self.certificate = certificate
        self.key = key
        super().__init__(port, TokenHandler)

    def lines(self):
        """The lines of Distribution's configuration that make it want these tokens."""
        realm = f"http://127.0.0.1:{self.server_port}/token"
        options = f"realm: '{realm}', service: {ISSUER}, issuer: {ISSUER}"
        return [f"auth: {{token: {{{options}, rootcertbundle: '{self.certificate}'}}}}"]

    def token(self, scopes):
        access = []
        for scope in scopes:
            kind, name, actions = scope.split(":")
            access.append({"type": kind, "name": name, "actions": actions.split(",")})
        lines = self.certificate.read_text().splitlines()
        chain = ["".join(line for line in lines if not line.startswith("-----"))]
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": ISSUER, "sub": "captain", "access": access}
        claims |= {"iat": now, "nbf": now - 60, "exp": now + 86400}
        signed = b".".join(map(encode, ({"alg": "RS256", "typ": "JWT", "x5c": chain}, claims)))
        command = ["openssl", "dgst", "-sha256", "-sign", str(self.key)]
        signature = subprocess.run(command, input=signed, capture_output=True, check=True).stdout
        return (signed + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def encode(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")


class TokenHandler(Quiet):
    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        login = self.headers.get("Authorization")
        scopes = query.get("scope", [])
        status = 200 if login == self.server.basic else 401
        who = "nobody" if login is None else "somebody"
        self.server.note(f"GET {' '.join(sorted(query))} {' '.join(scopes)} {who} {status}")
        if status == 200:
            content = {"token": self.server.token(scopes), "expires_in": 86400}
        else:
            content = {"errors": [{"code": "UNAUTHORIZED", "message": "who are you?"}]}
        self.answer(status, json.dumps(content).encode(), Content_Type="application/json")

    do_POST = do_HEAD = Quiet.refuse


class FaultyProxy(Local):
    """
    A proxy in front of a registry. Which request it spoils, how often, and how, depends on the
    repository: the last component of its name but one is a key of `faults`.
    """

    def __init__(self, port, target):
        self.target = target
        self.faults = {}
        self.left = {}
        super().__init__(port, FaultyHandler)

    def claim(self, line):
        """Returns what to do with a request, or None: pass it on."""
        parts = line.split("/")
        with self.lock:
            for name in parts:
                pattern, times, *fault = self.faults.get(name, ("(?!)", 0))
                left = self.left.setdefault(name, times)
                if left and re.search(pattern, line):
                    self.left[name] -= 1
                    return fault
        return None


class FaultyHandler(Quiet):
    def spoil(self):
        line = f"{self.command} {self.path}"
        fault = self.server.claim(line)
        kind, *arguments = fault or ["pass"]
        if kind == "larger" and int(self.headers.get("Content-Length") or 0) <= arguments[0]:
            kind = "pass"
        self.server.note(f"{line} {kind} {' '.join(map(str, arguments[:1]))[:40]}")
        with contextlib.suppress(ConnectionError):
            getattr(self, f"do_{kind}")(*arguments)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = spoil

    def do_pass(self):
        self.answer_of_registry()

    def do_status(self, status, content=b""):
        self.body()
        self.answer(status, content)

    def do_redirect(self, location):
        self.body()
        self.answer(307, Location=location)

    def do_pause(self, seconds):
        self.body()
        self.answer(429, Retry_After=seconds)

    def do_larger(self, _):
        self.body()
        self.answer(413)

    def do_reset(self):
        self.body()
        self.hang_up()

    def do_reset_in_body(self, size):
        self.body(size)
        self.hang_up()

    def do_lose(self):
        """The registry has done it, and the client does not hear of it."""
        self.forward()
        self.hang_up()

    def do_cut(self, size):
        self.answer_of_registry(lambda content: content[:size])
        self.close_connection = True

    def do_change(self):
        middle = lambda content: len(content) // 2
        self.answer_of_registry(
            lambda content: content[: middle(content)] + b"#" + content[middle(content) + 1 :]
        )

    def do_header(self, name, value):
        self.answer_of_registry(headers={name: value})

    def hang_up(self):
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()

    def forward(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.target)
        headers = dict(self.headers.items()) | {"Connection": "close"}
        connection.request(self.command, self.path, self.body() or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def answer_of_registry(self, change=lambda content: content, headers=None):
        answer, content = self.forward()
        self.send_response(answer.status)
        for name, value in (dict(answer.getheaders()) | (headers or {})).items():
            if name.lower() not in ("connection", "date"):
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(change(content))
