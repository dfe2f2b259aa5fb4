"""Load from another process: Debian's ``wrk``, a compiled generator that waits for each answer."""

import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).parent / "load.lua"
LONGEST = 60.0
NO_WRK = "The load comes from wrk, which is not here: apt-get install wrk (or brew install wrk)."


@dataclass(frozen=True)
class Measured:
    """What one run of load found.

    Parameters
    ----------
    requests
        Answered.
    seconds
        That it took.
    p50, p99
        Milliseconds until an answer.
    cpu
        Milliseconds of the server's processors a request, of user and system.
    """

    requests: int
    seconds: float
    p50: float
    p99: float
    cpu: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds


def check_wrk() -> None:
    """Stop if there is no load generator.

    Raises
    ------
    SystemExit
        If there is none.
    """
    if shutil.which("wrk") is None:
        raise SystemExit(NO_WRK)


def load(pid: int, url: str, bodies: Path, seconds: float, clients: int, key: str) -> Measured:
    """Return what a server does under load.

    Parameters
    ----------
    pid
        The server's first process.
    url
        Address that is asked.
    bodies
        JSON, one body a line.
    seconds, clients
        For how long, and how many ask at the same time.
    key
        Sent with each request; none if it is empty.

    Raises
    ------
    SystemExit
        If any request failed.
    """
    command = ["wrk", f"-d{seconds:g}s", "-t1", f"-c{clients}", "--timeout", "60s"]
    command += ["-s", str(SCRIPT), url, "--", str(bodies)]
    environment = {**os.environ, **({"BENCH_KEY": key} if key else {})}
    before = cpu_seconds(pid)
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    spent = cpu_seconds(pid) - before
    if done.returncode:
        raise SystemExit(f"wrk failed:\n{done.stderr}{done.stdout}")
    found = json.loads(done.stdout.splitlines()[-1])
    if not found["requests"] and not found["failed"] and seconds < LONGEST:
        # Not one answer was there in time.
        return load(pid, url, bodies, 4 * seconds, clients, key)
    if found["failed"] or not found["requests"]:
        raise SystemExit(f"{url}: {found['failed']} of {found['requests']} requests failed.")
    cpu = 1_000 * spent / found["requests"]
    return Measured(found["requests"], found["seconds"], found["p50"], found["p99"], cpu)


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all below it, in seconds."""
    ticks = os.sysconf("SC_CLK_TCK")
    return sum(_ticks(one) for one in tree(pid)) / ticks


def tree(pid: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = _fields(stat)
        if fields:
            parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += parents.get(one, [])
    return found


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 180.0) -> None:
    """Return when a server answers at an address.

    Raises
    ------
    SystemExit
        If it does not in time.
    """
    import urllib.error
    import urllib.request

    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit(f"Nothing answers at {url}; its output is above.")


def _ticks(pid: int) -> int:
    fields = _fields(Path("/proc", str(pid), "stat"))
    return int(fields[11]) + int(fields[12]) if fields else 0


def _fields(stat: Path) -> list[str]:
    try:
        return stat.read_text().rpartition(")")[2].split()
    except OSError:
        return []
