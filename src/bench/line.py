#!/usr/bin/env python3
"""A TCP proxy for HTTP on this machine that behaves like a bad line, or like a small-minded server.

    line.py PORT TARGET_PORT COUNTS [--cut BYTES] [--largest BYTES]

--cut resets each connection, at both ends, when so many bytes have gone through it, either way.
--largest answers 413 to each request whose body is larger, before it has read the body, and closes
the connection. COUNTS is a file that has, at any time, how many bytes were received from clients
and from the server, and how often a connection was reset, or a body refused.
"""

import argparse
import contextlib
import pathlib
import socket
import struct
import threading

PIECE = 1 << 16
RESET = struct.pack("ii", 1, 0)
TOO_LARGE = b"HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Counts:
    def __init__(self, path):
        self.path = path
        self.lock = threading.Lock()
        self.values = {"sent": 0, "read": 0, "resets": 0, "refused": 0}
        self.add("sent", 0)

    def add(self, name, count):
        with self.lock:
            self.values[name] += count
            text = "".join(f"{key} {value}\n" for key, value in self.values.items())
            partial = self.path.with_name(self.path.name + ".partial")
            partial.write_text(text)
            partial.rename(self.path)


class TooLarge(Exception):
    pass


class Bodies:
    """Follows the requests of a connection, to find bodies that are too large."""

    def __init__(self, largest):
        self.largest = largest
        self.head = b""
        self.left = 0

    def pass_on(self, data):
        """Returns what may be passed on."""
        while data:
            skipped = min(self.left, len(data))
            self.left -= skipped
            self.head += data[skipped:]
            if self.left or b"\r\n\r\n" not in self.head:
                return
            head, data = self.head.split(b"\r\n\r\n", 1)
            self.head = b""
            for line in head.split(b"\r\n")[1:]:
                name, value = line.split(b":", 1)
                if name.lower() == b"content-length":
                    self.left = int(value)
            if self.left > self.largest:
                raise TooLarge


class Connection:
    def __init__(self, client, target, counts, options):
        self.client = client
        self.server = socket.create_connection(("127.0.0.1", target))
        self.counts = counts
        self.left = options.cut or float("inf")
        self.bodies = Bodies(options.largest) if options.largest else None
        self.lock = threading.Lock()

    def run(self):
        answers = threading.Thread(target=self.carry, args=(self.server, self.client, "read"))
        answers.start()
        self.carry(self.client, self.server, "sent")
        answers.join()
        for end in (self.client, self.server):
            end.close()

    def carry(self, source, sink, direction):
        with contextlib.suppress(OSError):
            while data := source.recv(PIECE):
                self.counts.add(direction, len(data))
                if self.bodies and direction == "sent":
                    try:
                        self.bodies.pass_on(data)
                    except TooLarge:
                        self.refuse()
                        return
                with self.lock:
                    self.left -= len(data)
                    if self.left < 0:
                        self.reset()
                        return
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def refuse(self):
        self.counts.add("refused", 1)
        self.client.sendall(TOO_LARGE)
        self.server.shutdown(socket.SHUT_RDWR)

    def reset(self):
        self.counts.add("resets", 1)
        for end in (self.client, self.server):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            # the other thread still waits for it: closed alone, it would not be reset
            end.shutdown(socket.SHUT_RD)
            end.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("target", type=int)
    parser.add_argument("counts", type=pathlib.Path)
    parser.add_argument("--cut", type=int)
    parser.add_argument("--largest", type=int)
    options = parser.parse_args()
    counts = Counts(options.counts)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # else the system would receive some MiB more than go through
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
        listening.bind(("127.0.0.1", options.port))
        listening.listen()
        while True:
            client, _ = listening.accept()
            connection = Connection(client, options.target, counts, options)
            threading.Thread(target=connection.run, daemon=True).start()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
