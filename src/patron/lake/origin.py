"""What a derived table was made from.

This lies in a small file beside the table and not in the Delta commit, because content that comes
out the same from other inputs makes no commit, yet those inputs are what the next run asks for.
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from patron.errors import LakeError


def read_origin(folder: Path, version: int | None) -> dict[str, str]:
    """Return what `version` of the table in `folder` was made from; empty if that is not known.

    Raises
    ------
    LakeError
        If the file that says so is damaged.
    """
    path = _path(folder)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        # Between writing a table and saying what it was made from, a run may have been killed.
        return dict(said["made_from"]) if said["version"] == version else {}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        raise LakeError(f"{path} is damaged ({error}); remove it and build again.") from error


def write_origin(folder: Path, version: int | None, made_from: Mapping[str, str]) -> None:
    """Store what `version` of the table in `folder` was made from, wholly or not at all."""
    path = _path(folder)
    unfinished = path.with_suffix(".unfinished")
    said = {"version": version, "made_from": dict(made_from)}
    unfinished.write_text(json.dumps(said, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(unfinished, path)


def _path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.made_from.json")
