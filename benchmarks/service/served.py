"""The service as a process of its own, and connections to it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from patron.live.keyring import Keyring
from patron.live.keys import SCOPES, Granted

ROOT = Path(__file__).parents[2]
JSON = {"content-type": "application/json"}
FIRST_NUMBER = re.compile(r"[\d,]+")


class Served:
    """A service that is started, asked, killed and started again.

    Parameters
    ----------
    folder
        For its log, and where its bundles are (`folder`/bundle).
    url
        Of the live store.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        ring = Keyring(url)
        _, token = ring.add("bench", Granted(frozenset(SCOPES), rate=1e6), now=0)
        ring.close()
        self.headers = {**JSON, "authorization": f"Bearer {token}"}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What the service says."""
        return self.folder / "serve.log"

    def start(self, seconds: float = 120) -> None:
        """Start it and wait until it answers."""
        self._process = self._popen(self.command())
        self.wait(seconds)

    def command(self) -> list[str]:
        """Return what runs it."""
        return ["bentoml", "serve", "service:Scoring", "--port", str(self.port)]

    def wait(self, seconds: float = 120) -> None:
        """Wait until it answers."""
        until = time.monotonic() + seconds
        while self.ask("GET", "/readyz")[0] != 200:
            if time.monotonic() > until:
                raise TimeoutError(f"The service is not ready; see {self.log}.")
            time.sleep(0.05)

    def _popen(self, module: list[str], stdout: int | None = None) -> "subprocess.Popen[bytes]":
        places = {
            "PATRON_WORKSPACE": "shop",
            "PATRON_BUNDLE": str(self.folder / "bundle"),
            "PATRON_DATABASE_URL": self.url,
            "PATRON_HOME": str(self.folder),
            "BENTOML_HOME": str(self.folder),
            "BENTOML_DO_NOT_TRACK": "True",
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=ROOT,
                env={**os.environ, **places},
                stdout=log if stdout is None else stdout,
                stderr=log,
                # A group of its own, so that all of it can be killed at once.
                start_new_session=True,
            )

    def kill(self) -> None:
        """End all of its processes without a warning, as a loss of power would.

        BentoML's workers are in sessions of their own, and outlive the process that started them.
        """
        if self._process is not None:
            # The parent comes first, so that it starts no other worker.
            processes = self._processes()
            for process in processes:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self._process.wait()
            psutil.wait_procs(processes)
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None

    def stop(self) -> None:
        """Ask it to end."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def cpu_seconds(self) -> float:
        """Return what all of its processes have used by now."""
        times = [one.cpu_times() for one in self._processes()]
        return float(sum(one.user + one.system for one in times))

    def memory(self) -> float:
        """Return what all of its processes hold in memory now, in millions of bytes."""
        return float(sum(one.memory_info().rss for one in self._processes())) / 1e6

    def _processes(self) -> list[psutil.Process]:
        """Return its processes, the one that started the others first."""
        if self._process is None:
            return []
        parent = psutil.Process(self._process.pid)
        return [parent, *parent.children(recursive=True)]

    def connect(self) -> "Client":
        """Return a connection that is kept open."""
        return Client(self.port, self.headers)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int | None, Any]:
        """Return status and body of one answer; no status where there was none."""
        client = self.connect()
        try:
            return client.ask(method, path, body)
        finally:
            client.close()


class Respawned(Served):
    """The same, whose serving process alone is killed; see `benchmarks.service.respawn`."""

    def command(self) -> list[str]:
        """Return what runs it."""
        return ["benchmarks.service.respawn", str(self.port)]

    def start(self, seconds: float = 120) -> None:
        """Start it and wait until it answers."""
        self._process = self._popen(self.command(), subprocess.PIPE)
        self._worker = self._next_worker()
        self.wait(seconds)

    def kill_worker(self) -> None:
        """Kill the process that serves; another one starts at once."""
        os.kill(self._worker, signal.SIGKILL)
        self._worker = self._next_worker()

    def stop(self) -> None:
        """End it."""
        self.kill()

    def _next_worker(self) -> int:
        if self._process is None or self._process.stdout is None:
            raise RuntimeError("It was not started.")
        return int(self._process.stdout.readline())


class Client:
    """One connection to the service, for one thread."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = headers

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int | None, Any]:
        """Return status and body of an answer; no status where there was none."""
        content = None if body is None else json.dumps(body)
        try:
            self._connection.request(method, path, content, self._headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return None, None
        is_json = "json" in (answer.getheader("content-type") or "")
        return answer.status, json.loads(text) if is_json else text.decode()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def visits_told(churn: Any) -> int:
    """Return how many visits an answer of /churn knows of: its first reason says so."""
    found = FIRST_NUMBER.match(churn["reasons"][0]["sentence"])
    if found is None:
        raise ValueError(f"No number of visits is told: {churn['reasons']}")
    return int(found[0].replace(",", ""))
