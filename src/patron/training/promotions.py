"""Who became champion when, by whom and why: MLflow keeps no history of aliases."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patron.errors import ModelError

ROLLBACK = "rollback"


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
