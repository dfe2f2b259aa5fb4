"""Where the service finds what it answers from, as the environment says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from patron.errors import ConfigError

DEFAULT_WORKSPACE = "complete_journey"
WORKERS = "PATRON_WORKERS"
MOST_WORKERS = 256


@dataclass(frozen=True)
class Places:
    """Where bundle and live store lie.

    Parameters
    ----------
    workspace
        Name of the workspace.
    bundle
        Folder with ``current.json``.
    database_url
        Address of the live store.
    """

    workspace: str
    bundle: Path
    database_url: str

    @classmethod
    def of(cls, environment: Mapping[str, str], folder: Path) -> "Places":
        """Return the places that an environment names.

        Parameters
        ----------
        environment
            ``PATRON_WORKSPACE``, ``PATRON_BUNDLE``, ``PATRON_DATABASE_URL`` and ``PATRON_HOME``,
            each optional.
        folder
            What ``PATRON_HOME`` is if it is not given; relative places start there.

        Raises
        ------
        ConfigError
            If one of them cannot be meant.
        """
        workspace = environment.get("PATRON_WORKSPACE") or DEFAULT_WORKSPACE
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", workspace):
            raise ConfigError(
                f"PATRON_WORKSPACE is {workspace!r}, but must be the name of a folder under "
                f"configs, such as {DEFAULT_WORKSPACE}."
            )
        home = Path(environment.get("PATRON_HOME") or folder).absolute()
        bundle = environment.get("PATRON_BUNDLE") or f"models/bundle/{workspace}"
        url = environment.get("PATRON_DATABASE_URL") or f"sqlite:///data/live/{workspace}.db"
        return cls(workspace, home / bundle, _under(home, url))


def workers_of(environment: Mapping[str, str]) -> int:
    """Return how many processes are to answer, which ``PATRON_WORKERS`` says; 1 if it does not.

    Raises
    ------
    ConfigError
        If it is no such number.
    """
    said = environment.get(WORKERS) or "1"
    if not re.fullmatch("[1-9][0-9]{0,2}", said) or int(said) > MOST_WORKERS:
        raise ConfigError(f"{WORKERS} is {said!r}, but must be a number from 1 to {MOST_WORKERS}.")
    return int(said)


def _under(home: Path, url: str) -> str:
    """Return the address with the file of an SQLite database made absolute."""
    scheme, slashes, file = url.partition(":///")
    is_file = scheme.partition("+")[0] == "sqlite" and file not in ("", ":memory:")
    return f"{scheme}{slashes}{home / file}" if slashes and is_file else url
