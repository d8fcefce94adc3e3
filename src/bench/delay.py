#!/usr/bin/env python3
"""A TCP proxy that puts a distance between two programs on one machine.

    delay.py ADDRESS PORT TARGET_PORT MILLISECONDS [MEGABYTES]

All bytes arrive that many milliseconds later, each way. A new connection takes one round trip
before its first byte moves, as the handshake of TCP does. With MEGABYTES, all connections together
carry so many of them in a second, each way; otherwise, the bandwidth has no limit.
"""

import asyncio
import contextlib
import sys

CHUNK = 1 << 16
IN_FLIGHT = 1024  # chunks


class Direction:
    """One direction of the line, with all connections."""

    def __init__(self, delay, rate):
        self.delay = delay
        self.rate = rate
        self.free = 0
        # what is under way, and as much in buffers
        self.in_flight = int(2 * rate * delay / CHUNK) + 1 if rate else IN_FLIGHT

    def due(self, now, length):
        if self.rate:
            self.free = max(self.free, now) + length / self.rate
        return max(self.free, now) + self.delay


async def carry(reader, writer, direction):
    """Hands on what is read, each part when it is due, while more is read."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(direction.in_flight)

    async def receive():
        data = b"-"
        while data:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            await queue.put((direction.due(loop.time(), len(data)), data))

    receiving = asyncio.create_task(receive())
    try:
        while True:
            due, data = await queue.get()
            await asyncio.sleep(due - loop.time())
            if not data:
                writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
    finally:
        receiving.cancel()


async def main(address, port, target, milliseconds, megabytes):
    delay = milliseconds / 1000
    there = Direction(delay, megabytes * 1_000_000)
    back = Direction(delay, megabytes * 1_000_000)

    async def connected(reader, writer):
        with contextlib.suppress(OSError):
            await asyncio.sleep(2 * delay)
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            with contextlib.closing(far_writer):
                await asyncio.gather(
                    carry(reader, far_writer, there),
                    carry(far_reader, writer, back),
                    return_exceptions=True,
                )
        writer.close()

    server = await asyncio.start_server(connected, address, port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        address, port, target, milliseconds, *rate = sys.argv[1:]
        megabytes = float(rate[0]) if rate else 0
        asyncio.run(main(address, int(port), int(target), float(milliseconds), megabytes))
