"""Runs the proxy recipes of docs/DEPLOYING.md in front of two instances and checks what that page promises.

Usage: python3 .ci/try_proxies.py [nginx] [haproxy] [caddy]

Starts the binary that `cargo test` built: one instance that only keeps an embedded Postgres, and two that the proxy
sends requests to. For each proxy: a rejected comment is gone after the documented time, a stream passes, a POST whose
connection breaks arrives once, and restarts of both instances fail no request. A program that is not installed fails
the run.
"""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(
    os.environ.get("MODERATO_BIN") or ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "moderato"
)
RECIPES = ROOT / "docs" / "DEPLOYING.md"

EMAIL, PASSWORD = "proxies@example.org", secrets.token_urlsafe(24)
# The seconds after which a rejected comment must be gone, as the page says.
GONE_AFTER = {"nginx": 6, "haproxy": 1, "caddy": 1}
RESTARTS = 3


class Failed(Exception):
    """A check failed; the message says which."""


@dataclasses.dataclass
class Answer:
    status: int
    body: bytes

    def json(self):
        return json.loads(self.body)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port: int, method: str, path: str, body=None, token=None, timeout=30) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        return Answer(response.status, response.read())
    finally:
        connection.close()


def must(answer: Answer, status: int) -> Answer:
    if answer.status != status:
        raise Failed(f"{answer.status} instead of {status}: {answer.body[:300]!r}")
    return answer


class Service:
    """One instance, and how to restart it on the same port."""

    def __init__(self, work: pathlib.Path, name: str, arguments: list[str], variables: dict[str, str]):
        self.port = free_port()
        self.log = (work / f"{name}.log").open("wb")
        self.arguments = [str(BINARY), "serve", "--listen", f"127.0.0.1:{self.port}", *arguments]
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("MODERATO_", "DATABASE_"))}
        self.environment = kept | {"MODERATO_DATA_DIR": str(work / name), "MODERATO_RATE_LIMITS": "off"} | variables
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.arguments, env=self.environment, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log
        )
        wait_until(60, "an instance is ready", lambda: ask(self.port, "GET", "/health/ready").status == 200)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def restart(self):
        self.stop()
        self.start()


def wait_until(seconds: float, what: str, holds):
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if holds():
                return
        if time.monotonic() > deadline:
            raise Failed(f"Not within {seconds} s: {what}.")
        time.sleep(0.05)


def recipe(language: str) -> str:
    found = re.findall(rf"```{language}\n(.*?)```", RECIPES.read_text(), re.DOTALL)
    if len(found) != 1:
        raise Failed(f"{RECIPES} has {len(found)} blocks in {language}.")
    return found[0]


class Proxy:
    """A recipe on free ports, with its program as an unprivileged process in the foreground."""

    def __init__(self, work: pathlib.Path, kind: str, first: int, second: int):
        program = shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin")
        if not program:
            raise Failed(f"{kind} is not installed.")
        self.port = free_port()
        folder = work / f"{kind}-{self.port}"
        folder.mkdir()
        text = recipe(kind)
        for stated, actual in (("8000", self.port), ("8080", first), ("8082", second)):
            text = text.replace(f"127.0.0.1:{stated}", f"127.0.0.1:{actual}")
        file = folder / "recipe"

        if kind == "nginx":
            text = text.replace("/var/cache/nginx", str(folder))
            paths = "".join(
                f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            head = f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\n"
            head = head if os.geteuid() == 0 else head.replace("user root;\n", "")
            text = f"{head}events {{}}\nhttp {{\naccess_log off;\n{paths}\n{text}\n}}\n"
            command = [program, "-e", f"{folder}/error.log", "-c", str(file)]
        elif kind == "haproxy":
            command = [program, "-db", "-f", str(file)]
        else:
            text = "{\n\tadmin off\n\tauto_https off\n}\n" + text
            command = [program, "run", "--adapter", "caddyfile", "--config", str(file)]

        file.write_text(text)
        log = (folder / "log").open("wb")
        home = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=home)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Site:
    """What the checks need of the two instances: an article, and an admin."""

    def __init__(self, service: Service):
        self.direct = service.port
        body = {"email": EMAIL, "password": PASSWORD}
        self.token = must(ask(self.direct, "POST", "/v1/auth/token", body), 200).json()["access_token"]
        article = {"slug": f"proxies-{secrets.token_hex(4)}", "title": "Proxies", "body": "A text."}
        answer = must(ask(self.direct, "POST", "/v1/admin/articles", article, self.token), 201)
        self.article = answer.json()["id"]
        self.thread = f"/v1/articles/{self.article}/comments"

    def post(self, port: int, text: str) -> Answer:
        name = secrets.token_hex(6)
        author = {"name": name, "email": f"{name}@example.org"}
        return ask(port, "POST", self.thread, {"author": author, "body": text})

    def decide(self, comment: str, action: str):
        path = f"/v1/admin/comments/{comment}"
        version = must(ask(self.direct, "GET", path, token=self.token), 200).json()["version"]
        body = {"action": action, "version": version}
        must(ask(self.direct, "POST", f"{path}/decisions", body, self.token), 201)


def check_rejection(site: Site, proxy: Proxy, seconds: int):
    """A rejected comment is gone after the documented time, though it was read until then."""
    posted = must(site.post(proxy.port, "A comment that a moderator will reject."), 201).json()
    comment = posted["comment"]["id"]
    with contextlib.suppress(Failed):
        site.decide(comment, "approve")
    shows = lambda: comment.encode() in must(ask(proxy.port, "GET", site.thread), 200).body
    wait_until(15, "an approved comment is shown", shows)

    site.decide(comment, "reject")
    rejected = time.monotonic()
    while time.monotonic() < rejected + seconds:
        shows()
    for _ in range(200):
        if shows():
            raise Failed(f"a rejected comment is shown {time.monotonic() - rejected:.1f} s after its rejection")


def check_cache(site: Site, proxy: Proxy, instances: list[Service]) -> str:
    """Of many reads few reach the instances: one for each time that the page is kept, and those that met an old one."""
    reads = 1_000
    before = count_reads(instances)
    began = time.monotonic()
    for _ in range(reads):
        must(ask(proxy.port, "GET", f"{site.thread}?limit=9"), 200)
    times = (time.monotonic() - began) / 5 + 1

    reached = count_reads(instances) - before
    if reached < 1 or reached > 2 * times:
        raise Failed(f"{reached:.0f} of {reads} reads reached the instances")
    return f"{reached:.0f} of {reads} reads reached the instances"


def count_reads(instances: list[Service]) -> float:
    labels = ('http_request_method="GET"', 'http_route="/v1/articles/{article_id}/comments"')
    total = 0.0
    for instance in instances:
        metrics = must(ask(instance.port, "GET", "/metrics"), 200).body.decode()
        lines = [it for it in metrics.splitlines() if it.startswith("http_server_request_duration_seconds_count{")]
        total += sum(float(it.rsplit(" ", 1)[1]) for it in lines if all(label in it for label in labels))
    return total


def check_stream(site: Site, proxy: Proxy):
    """An event arrives on a stream through the proxy, and two streams do not wait for each other."""
    streams = []
    for _ in range(2):
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=20)
        connection.request("GET", f"/v1/articles/{site.article}/events")
        began = time.monotonic()
        response = connection.getresponse()
        if response.status != 200 or time.monotonic() - began > 4:
            raise Failed(f"a stream begins with {response.status} after {time.monotonic() - began:.1f} s")
        streams.append(response)

    posted = must(site.post(proxy.port, "A comment that a stream tells of."), 201).json()
    comment = posted["comment"]["id"]
    with contextlib.suppress(Failed):
        site.decide(comment, "approve")
    for response in streams:
        while comment.encode() not in response.readline():
            pass


def check_post_once(work: pathlib.Path, kind: str):
    """A POST that an instance received is not sent again when its connection breaks. A GET may be."""
    received, stubs = [], [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]

    def serve(stub: socket.socket):
        while True:
            try:
                connection, _ = stub.accept()
            except OSError:
                return
            with connection:
                request = b""
                while b"\r\n\r\n" not in request:
                    chunk = connection.recv(65_536)
                    if not chunk:
                        break
                    request += chunk
                received.append(request.split(b" ")[0])
                if request.startswith(b"GET /health"):
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    for stub in stubs:
        threading.Thread(target=serve, args=[stub], daemon=True).start()
    proxy = Proxy(work, kind, *(stub.getsockname()[1] for stub in stubs))
    try:
        wait_until(20, "the proxy listens", lambda: ask(proxy.port, "GET", "/health/live").status < 500)
        answer = ask(proxy.port, "POST", "/v1/articles/one/comments", {"body": "Once."})
        if answer.status not in (502, 504) or received.count(b"POST") != 1:
            raise Failed(f"a POST without an answer: {answer.status}, received {received.count(b'POST')} times")
    finally:
        proxy.stop()
        for stub in stubs:
            stub.close()


def check_rolling_restart(site: Site, proxy: Proxy, instances: list[Service]) -> str:
    """Restarts of the instances, one after the other, fail no request, and no acknowledged post is lost."""
    counts, failures, posted, ended = [0], [], [], threading.Event()

    def load(number: int):
        turn = 0
        while not ended.is_set():
            turn += 1
            try:
                if turn % 4 == 0:
                    answer = site.post(proxy.port, f"{secrets.token_hex(8)} {secrets.token_hex(8)} {number}")
                    if answer.status == 201:
                        posted.append(answer)
                else:
                    answer = ask(proxy.port, "GET", f"{site.thread}?limit={1 + turn % 50}")
                if answer.status not in (200, 201):
                    failures.append(f"{answer.status} {answer.body[:120]!r}")
            except (OSError, http.client.HTTPException) as fault:
                failures.append(repr(fault))
            counts[0] += 1

    before = len_of(site)
    threads = [threading.Thread(target=load, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(RESTARTS):
        for instance in instances:
            instance.restart()
            # Proxies look again after a while.
            time.sleep(3)
    ended.set()
    for thread in threads:
        thread.join()

    if failures:
        raise Failed(f"{len(failures)} of {counts[0]} requests failed: {failures[:3]}")
    if len_of(site) - before != len(posted):
        raise Failed(f"{len(posted)} posts were acknowledged, {len_of(site) - before} are there")
    return f"{counts[0]} requests, {len(posted)} posts, 0 failed"


def len_of(site: Site) -> int:
    """The number of comments in any state, page by page."""
    total, cursor = 0, ""
    while cursor is not None:
        path = f"/v1/admin/comments?article_id={site.article}&status=all&limit=100{cursor}"
        page = must(ask(site.direct, "GET", path, token=site.token), 200).json()
        total += len(page["items"])
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return total


def try_proxy(work: pathlib.Path, kind: str, instances: list[Service], site: Site):
    proxy = Proxy(work, kind, *(instance.port for instance in instances))
    try:
        wait_until(20, f"{kind} listens", lambda: ask(proxy.port, "GET", "/health/live").status == 200)
        must(ask(proxy.port, "GET", "/metrics"), 404)
        check_rejection(site, proxy, GONE_AFTER[kind])
        print(f"{kind}: a rejected comment is gone after {GONE_AFTER[kind]} s")
        if kind == "nginx":
            print(f"{kind}: {check_cache(site, proxy, instances)}")
        check_stream(site, proxy)
        print(f"{kind}: streams pass")
        print(f"{kind}: rolling restart: {check_rolling_restart(site, proxy, instances)}")
    finally:
        proxy.stop()
    check_post_once(work, kind)
    print(f"{kind}: a POST arrives once")


def main() -> int:
    kinds = sys.argv[1:] or ["nginx", "haproxy", "caddy"]
    if not BINARY.exists():
        print(f"There is no {BINARY}: run `cargo test` first.")
        return 1
    # Started by root, the embedded Postgres and a proxy may run as other users, who need access to this folder.
    with tempfile.TemporaryDirectory(prefix="moderato-proxies-") as folder:
        os.chmod(folder, 0o755)
        work = pathlib.Path(folder)
        services = []
        try:
            admin = {"MODERATO_ADMIN_EMAIL": EMAIL, "MODERATO_ADMIN_PASSWORD": PASSWORD}
            keeper = Service(work, "keeper", [], admin)
            services.append(keeper)
            sockets = urllib.parse.quote(str(work / "keeper" / "postgres-socket"), safe="")
            shared = {
                "DATABASE_URL": f"postgres://moderato@{sockets}/moderato",
                "MODERATO_JWT_KEY_FILE": str(work / "keeper" / "jwt-keys.pem"),
            }
            instances = [Service(work, name, [], shared) for name in ("one", "two")]
            services.extend(instances)
            site = Site(keeper)
            for kind in kinds:
                try_proxy(work, kind, instances, site)
        except Failed as failed:
            print(f"FAILED: {failed}")
            for log in sorted(work.glob("*.log")) + sorted(work.glob("*/log")) + sorted(work.glob("*/error.log")):
                print(f"--- {log.name} of {log.parent.name}")
                print("\n".join(log.read_text(errors="replace").splitlines()[-15:]))
            return 1
        finally:
            for service in reversed(services):
                service.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
