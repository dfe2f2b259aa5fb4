"""Who became champion when, by whom and why: MLflow keeps no history of aliases."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from patron.errors import ModelError

ROLLBACK = "rollback"
FOUND = "found"


@dataclass(frozen=True)
class Promotions:
    """The log of promotions, one JSON a line, oldest first; lines are only ever added.

    Parameters
    ----------
    file
        Where it lies.
    workspace
        Whose lines are looked at; workspaces share the file.
    """

    file: Path
    workspace: str

    def add(self, event: Mapping[str, Any]) -> None:
        """Write down that an alias has gone from one version of a model to another."""
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"workspace": self.workspace, **event}) + "\n")

    def note_found(self, model: str, version: str | None, at: datetime) -> bool:
        """Return whether a champion was found that nobody had written down, and write it down.

        Somebody moved the alias in MLflow itself, or we were killed before we wrote it down.

        Parameters
        ----------
        model
            Registered model.
        version
            Its champion, as MLflow says; None if it has none.
        at
            When that was looked at.
        """
        known = self.champions(model)[-1:]
        if version is None or known == [version]:
            return False
        event = {"action": FOUND, "at": at.isoformat(), "model": model, "alias": "champion"}
        moved = {"from": known[0] if known else None, "to": version}
        why = "found in MLflow: the alias was moved by other means than patron"
        self.add({**event, **moved, "by": "unknown", "why": why})
        return True

    def champions(self, model: str) -> list[str]:
        """Return the versions that a rollback can go back to, the present champion last.

        Raises
        ------
        ModelError
            If the log is damaged.
        """
        line: list[str] = []
        for event in self._events():
            if event.get("model") != model or event.get("alias") != "champion":
                continue
            if event.get("action") == ROLLBACK:
                line = line[:-1]
            elif not line or line[-1] != event["to"]:
                line.append(event["to"])
        return line

    def _events(self) -> Iterator[dict[str, Any]]:
        if not self.file.exists():
            return
        for number, text in enumerate(self.file.read_text(encoding="utf-8").splitlines(), 1):
            try:
                event = json.loads(text)
            except ValueError as error:
                raise ModelError(f"{self.file}, line {number} is not JSON: {error}.") from error
            if event.get("workspace") == self.workspace:
                yield event
