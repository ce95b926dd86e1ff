"""Tests the running service against its OpenAPI document with generated requests.

Starts the binary that `cargo test` built, with a new data folder, an embedded Postgres and the demo. Signs in as the
first admin, posts a comment as a guest, runs Schemathesis with both tokens, and stops the service. Fails if a check fails,
if any answer is a 5xx, if the service ends during the run, or if it does not stop cleanly.
"""

import json
import os
import pathlib
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
SCHEMATHESIS = pathlib.Path(sys.executable).with_name("schemathesis")
BINARY = pathlib.Path(
    os.environ.get("MODERATO_BIN") or ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "debug" / "moderato"
)

START_SECONDS = 60
STOP_SECONDS = 60
RUN_SECONDS = 15 * 60

ADMIN_EMAIL = "fuzz@example.org"
ADMIN_PASSWORD = secrets.token_urlsafe(24)


def main() -> int:
    if not BINARY.exists():
        print(f"There is no {BINARY}: run `cargo test` first.")
        return 1
    # Started by root, the embedded Postgres runs as another user, who needs access to this folder.
    with tempfile.TemporaryDirectory(prefix="moderato-fuzz-") as folder:
        os.chmod(folder, 0o755)
        work = pathlib.Path(folder)
        log = work / "service.log"
        with log.open("wb") as output:
            port = free_port()
            service = start(work, port, output)
            try:
                base = f"http://127.0.0.1:{port}"
                wait_until_ready(base, service)
                failure = fuzz(work, base, sign_in(base), post_as_guest(base))
                if service.poll() is not None:
                    failure = f"The service ended during the run, with exit code {service.returncode}."
            except Failed as failed:
                failure = str(failed)
            finally:
                stopped = stop(service)
        failure = failure or stopped
        if failure:
            print(failure)
            print("The end of the service's log:")
            print("\n".join(log.read_text(errors="replace").splitlines()[-60:]))
            return 1
    return 0


class Failed(Exception):
    """The run cannot continue; the message says why."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(work: pathlib.Path, port: int, output) -> subprocess.Popen:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MODERATO_", "DATABASE_"))
    }
    # The folder of the Postgres programs is the only setting that is taken from the environment.
    if "MODERATO_PG_BIN" in os.environ:
        environment["MODERATO_PG_BIN"] = os.environ["MODERATO_PG_BIN"]
    environment |= {
        "MODERATO_LISTEN": f"127.0.0.1:{port}",
        "MODERATO_DATA_DIR": str(work / "data"),
        "MODERATO_ADMIN_EMAIL": ADMIN_EMAIL,
        "MODERATO_ADMIN_PASSWORD": ADMIN_PASSWORD,
        "MODERATO_RATE_LIMITS": "off",
        "MODERATO_LOG": "text",
        "RUST_LOG": "warn",
    }
    return subprocess.Popen(
        [BINARY, "serve", "--demo"],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )


def wait_until_ready(base: str, service: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise Failed(f"The service did not start: exit code {service.returncode}.")
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failed(f"The service was not ready within {START_SECONDS} s.")


def sign_in(base: str) -> str:
    """Returns the first admin's access token, which is valid for longer than this run."""
    return call(f"{base}/v1/auth/token", {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})["access_token"]


def post_as_guest(base: str) -> str:
    """Posts a comment under the demo's article and returns the guest token."""
    article = call(f"{base}/v1/articles?limit=1")["items"][0]["id"]
    challenge = call(f"{base}/v1/challenges", {})
    left, operator, right = re.match(r"(\d+) ([+−×-]) (\d+)", challenge["question"]).groups()
    answer = {"+": int(left) + int(right), "×": int(left) * int(right)}.get(operator, int(left) - int(right))
    comment = {
        "author": {"name": "Guest", "email": "guest@example.org"},
        "body": "A comment whose author edits it and takes it back.",
        "challenge": {"token": challenge["token"], "answer": str(answer)},
    }
    return call(f"{base}/v1/articles/{article}/comments", comment)["guest_token"]


def call(url: str, body: dict | None = None) -> dict:
    """Sends a GET, or a POST if there is a body. Any status but 2xx ends the run."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)
    except urllib.error.HTTPError as refused:
        answer = refused.read().decode(errors="replace")
        raise Failed(f"{request.get_method()} {url} answered {refused.code}: {answer}") from refused


def fuzz(work: pathlib.Path, base: str, access_token: str, guest_token: str) -> str | None:
    """Runs Schemathesis. Returns the failure, or None."""
    command = [SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml", "--no-color", "run", f"{base}/openapi.json"]
    command += ["--url", base, "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful", *sys.argv[1:]]
    environment = os.environ | {
        "MODERATO_FUZZ_ACCESS_TOKEN": access_token,
        "MODERATO_FUZZ_GUEST_TOKEN": guest_token,
    }
    try:
        outcome = subprocess.run(command, cwd=work, env=environment, stdin=subprocess.DEVNULL, timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired:
        return f"Schemathesis did not end within {RUN_SECONDS} s."
    return None if outcome.returncode == 0 else "Schemathesis found the failures above."


def stop(service: subprocess.Popen) -> str | None:
    """Stops the service. Returns the failure, or None."""
    service.terminate()
    try:
        code = service.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()
        return f"The service did not stop within {STOP_SECONDS} s of SIGTERM."
    return None if code == 0 else f"The service ended with exit code {code} after SIGTERM."


if __name__ == "__main__":
    sys.exit(main())
