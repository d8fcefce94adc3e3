#!/usr/bin/env python3
"""A TCP proxy that puts a distance between two programs on one machine.

    delay.py PORT TARGET_PORT MILLISECONDS

All bytes arrive that many milliseconds later, each way, and as fast as before: it is the distance
of a network, not its bandwidth. A new connection takes one round trip before its first byte moves,
as the handshake of TCP does.
"""

import asyncio
import contextlib
import sys

CHUNK = 1 << 16
IN_FLIGHT = 1024  # chunks


async def carry(reader, writer, delay):
    """Hands on what is read, each part after its delay, while more is read."""
    loop = asyncio.get_running_loop()
    queue = asyncio.Queue(IN_FLIGHT)

    async def receive():
        data = b"-"
        while data:
            try:
                data = await reader.read(CHUNK)
            except OSError:
                data = b""
            await queue.put((loop.time() + delay, data))

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


async def main(port, target, milliseconds):
    delay = milliseconds / 1000

    async def connected(reader, writer):
        with contextlib.suppress(OSError):
            await asyncio.sleep(2 * delay)
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            with contextlib.closing(far_writer):
                await asyncio.gather(
                    carry(reader, far_writer, delay),
                    carry(far_reader, writer, delay),
                    return_exceptions=True,
                )
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
