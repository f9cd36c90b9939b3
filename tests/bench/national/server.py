"""The site as it is served, on a port of its own, and persons who sign in to it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connection

from tests.bench.national.counting import HEADER

PASSWORD = "national-size-bench"
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """``seconds`` until the last byte; ``first`` until the first of the page itself."""

    status: int
    body: bytes
    seconds: float
    first: float
    questions: int
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    port: int
    pid: int

    def workers(self) -> list[int]:
        told = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(pid) for pid in told.split()]

    def memory(self, line: str = "VmRSS") -> list[float]:
        """MB of each worker; ``VmHWM`` is the most it ever held."""
        return [memory_of(pid, line) for pid in self.workers()]

    def ask(self, address: str, cookies: str = "", posted: dict[str, str] | None = None) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        start = time.perf_counter()
        headers = {"Cookie": cookies, "Accept-Language": "ja"}
        if posted is None:
            link.request("GET", address, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            link.request("POST", address, urlencode(posted), headers)
        response = link.getresponse()
        body = response.read(1)
        first = time.perf_counter() - start
        body += response.read()
        took = time.perf_counter() - start
        link.close()
        told = dict(response.getheaders()) | {"cookies": _cookies(response)}
        return Answer(response.status, body, took, first, int(told.get(HEADER, 0)), told)

    def sign_in(self, name: str) -> str:
        """The cookies of a person who filled in the login page."""
        page = self.ask("/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)
        assert token is not None, page.status
        posted = {
            "username": name, "password": PASSWORD, "csrfmiddlewaretoken": token[1].decode(),
        }  # fmt: skip
        answer = self.ask("/login/", page.headers["cookies"], posted)
        assert answer.status == 302, answer.body.decode()[:2_000]
        return answer.headers["cookies"]


def _cookies(response: http.client.HTTPResponse) -> str:
    given = response.headers.get_all("Set-Cookie") or []
    return "; ".join(cookie.partition(";")[0] for cookie in given)


def memory_of(pid: int, line: str) -> float:
    """MB, see ``Server.memory``."""
    for told in Path(f"/proc/{pid}/status").read_text().splitlines():
        if told.startswith(f"{line}:"):
            return int(told.split()[1]) / 1_000
    return 0.0


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


@contextmanager
def running_site(log: Path) -> Iterator[Server]:
    port = _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.national.settings",
        "DATABASE_URL": _database_url(),
        "SECRET_KEY": "only-for-this-measurement",
    }
    command = [
        sys.executable, "-W", "ignore", "-m", "gunicorn", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}",
        "--max-requests", "0", "-c", "python:platform_registry.serving", "platform_registry.wsgi",
    ]  # fmt: skip
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
        try:
            server = Server(port, process.pid)
            _wait_for(server)
            yield server
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _database_url() -> str:
    told: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    password = f":{quote(told['PASSWORD'])}" if told["PASSWORD"] else ""
    port = f":{told['PORT']}" if told["PORT"] else ""
    host = quote(str(told["HOST"]), safe="")
    return f"postgresql://{told['USER']}{password}@{host}{port}/{told['NAME']}"


def _wait_for(server: Server) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if server.ask("/healthz/").status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("The site doesn't answer.")
