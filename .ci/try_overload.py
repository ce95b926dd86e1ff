"""Loads an instance with more than it can serve, and prints what came of it, as docs/TRUST.md says.

Usage: python3 .ci/try_overload.py [posts] [readers]

MODERATO_BIN names the binary; a release build gives the figures that are worth writing down.

posts:   The database is behind a proxy that adds 30 ms each way, so that it is the limit and not this machine. First the
         peak: eight clients that post one comment after the other. Then five times as many posts a second as that for
         ten seconds, each on its own connection. Fails if the goodput is less than 0.8 of the peak.
readers: Four hundred clients ask for a page of a thread of 1 MB and read almost nothing of it. Fails if the instance keeps more
         than 128 KB for each of them, or if other readers get less than half of their pace before.
"""

import asyncio
import contextlib
import json
import os
import pathlib
import secrets
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse

from try_proxies import BINARY, EMAIL, PASSWORD, Failed, Service, Site, ask, must

ONE_WAY = 0.030
CONNECTIONS = 4
PEAK_CLIENTS = 8
SECONDS = 10
SLOW_READERS = 400
# Seconds in which an answer must arrive: longer than any that the service waits.
PATIENCE = 60


class FarDatabase:
    """A socket in front of a socket of Postgres, which delivers everything later. In a thread of its own."""

    def __init__(self, folder: pathlib.Path, target: pathlib.Path):
        self.path = folder / ".s.PGSQL.5432"
        self.target = target / ".s.PGSQL.5432"
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        starting = asyncio.start_unix_server(self.connect, str(self.path))
        asyncio.run_coroutine_threadsafe(starting, self.loop).result(10)
        self.path.chmod(0o777)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        far_reader, far_writer = await asyncio.open_unix_connection(str(self.target))
        await asyncio.gather(self.deliver(reader, far_writer), self.deliver(far_reader, writer))

    async def deliver(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter):
        with contextlib.suppress(OSError):
            while data := await source.read(65_536):
                self.loop.call_later(ONE_WAY, sink.write, data)
        self.loop.call_later(ONE_WAY, sink.close)


class Posts:
    """What came of posts: how many were accepted, and how long refusals took."""

    def __init__(self):
        self.accepted, self.refusals, self.other = 0, [], []

    async def post(self, site: Site, port: int):
        name = secrets.token_hex(6)
        body = {"author": {"name": name, "email": f"{name}@example.org"}, "body": f"{secrets.token_hex(40)} {name}"}
        began = time.monotonic()
        try:
            status = await asyncio.wait_for(request(port, "POST", site.thread, body), PATIENCE)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as fault:
            self.other.append(repr(fault))
            return
        if status == 201:
            self.accepted += 1
        elif status == 503:
            self.refusals.append(time.monotonic() - began)
        else:
            self.other.append(status)


async def request(port: int, method: str, path: str, body=None) -> int:
    """The status of one request on a connection of its own; reads the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        text = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text)
        line = await reader.readuntil(b"\r\n")
        await reader.read()
        return int(line.split(b" ")[1])
    finally:
        writer.close()


async def peak(site: Site, port: int) -> float:
    """Accepted posts a second of a few clients that wait for each answer."""
    posts, end = Posts(), time.monotonic() + SECONDS

    async def client():
        while time.monotonic() < end:
            await posts.post(site, port)

    await asyncio.gather(*(client() for _ in range(PEAK_CLIENTS)))
    if posts.other:
        raise Failed(f"at the peak: {posts.other[:3]}")
    return posts.accepted / SECONDS


async def flood(site: Site, port: int, rate: float) -> Posts:
    """Posts at this rate, whether earlier ones were answered or not."""
    posts, tasks = Posts(), []
    began = time.monotonic()
    for number in range(int(rate * SECONDS)):
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        tasks.append(asyncio.create_task(posts.post(site, port)))
    # What is answered later is no goodput.
    counted = posts.accepted
    await asyncio.gather(*tasks)
    posts.accepted = counted
    return posts


def try_posts(site: Site, port: int):
    before = asyncio.run(peak(site, port))
    posts = asyncio.run(flood(site, port, 5 * before))
    goodput = posts.accepted / SECONDS
    median = statistics.median(posts.refusals) * 1_000 if posts.refusals else float("nan")
    print(
        f"posts: peak {before:.1f} a second; at five times that {goodput:.1f}, which is {goodput / before:.2f}; "
        f"{len(posts.refusals)} refused after {median:.0f} ms (median), {len(posts.other)} other"
    )
    if posts.other:
        raise Failed(f"neither accepted nor refused: {posts.other[:3]}")
    if goodput < 0.8 * before:
        raise Failed("the goodput is less than 0.8 of the peak")


def resident(service: Service) -> int:
    """Bytes of memory of an instance."""
    pages = pathlib.Path(f"/proc/{service.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def pace(port: int, path: str, seconds: float = 3) -> float:
    """Reads a second of four clients."""
    counts, end = [0], time.monotonic() + seconds

    async def client():
        while time.monotonic() < end:
            status = await request(port, "GET", path)
            if status != 200:
                raise Failed(f"a reader beside slow ones gets {status}")
            counts[0] += 1

    await asyncio.gather(*(client() for _ in range(4)))
    return counts[0] / seconds


async def read_slowly(service: Service, path: str) -> tuple[float, float, float]:
    before = await pace(service.port, path)
    memory = resident(service)
    connections = []
    for _ in range(SLOW_READERS):
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port, limit=1)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        connections.append(writer)
    await asyncio.sleep(1)

    beside = await pace(service.port, path)
    grown = (resident(service) - memory) / SLOW_READERS
    for writer in connections:
        writer.transport.abort()
    return before, beside, grown


def try_readers(service: Service, site: Site):
    for number in range(100):
        must(site.post(service.port, f"{number} {secrets.token_hex(8)} " + secrets.token_hex(4_000)), 201)
    page = must(ask(service.port, "GET", f"{site.thread}?limit=100"), 200).body
    before, beside, grown = asyncio.run(read_slowly(service, f"{site.thread}?limit=100"))
    print(
        f"readers: a page of {len(page):,} bytes; {SLOW_READERS} slow readers take {grown / 1_000:.1f} KB each; others "
        f"read {beside / before:.2f} as fast as before"
    )
    if grown > 128_000 or beside < 0.5 * before:
        raise Failed("slow readers cost more than that")


def publish_at_once(site: Site):
    """Lets the default site show comments at once."""
    path = "/v1/admin/sites/default/policy"
    policy = must(ask(site.direct, "GET", path, token=site.token), 200).json()
    must(ask(site.direct, "PUT", path, policy | {"mode": "none"}, site.token), 200)


def main() -> int:
    parts = sys.argv[1:] or ["posts", "readers"]
    if not BINARY.exists():
        print(f"There is no {BINARY}: build it first.")
        return 1
    with tempfile.TemporaryDirectory(prefix="moderato-overload-") as folder:
        os.chmod(folder, 0o755)
        work, services = pathlib.Path(folder), []
        try:
            admin = {"MODERATO_ADMIN_EMAIL": EMAIL, "MODERATO_ADMIN_PASSWORD": PASSWORD}
            keeper = Service(work, "keeper", [], admin)
            services.append(keeper)
            site = Site(keeper)
            publish_at_once(site)

            if "posts" in parts:
                FarDatabase(work, work / "keeper" / "postgres-socket")
                socket = urllib.parse.quote(str(work), safe="")
                far = {
                    "DATABASE_URL": f"postgres://moderato@{socket}/moderato",
                    "MODERATO_JWT_KEY_FILE": str(work / "keeper" / "jwt-keys.pem"),
                    "MODERATO_DATABASE_CONNECTIONS": str(CONNECTIONS),
                    "MODERATO_CONNECTIONS_PER_ADDRESS": "10000",
                }
                services.append(Service(work, "far", [], far))
                try_posts(site, services[-1].port)
            if "readers" in parts:
                try_readers(keeper, Site(keeper))
        except Failed as failed:
            print(f"FAILED: {failed}")
            return 1
        finally:
            for service in reversed(services):
                service.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
