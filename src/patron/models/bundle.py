"""The champions of a workspace as one folder of plain files that a service can trust.

``current.json`` names the newest bundle and is replaced in one step; each bundle is a folder of
its own that never changes, with the checksum of every file in its manifest. So a reader sees the
old bundle or the new one, and a damaged one never.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from patron.errors import ModelError
from patron.models.model import Model

CURRENT = "current.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Bundle:
    """Models by task, with their names, and further texts by file name.

    Parameters
    ----------
    version
        Digest of the manifest: two bundles of one version answer the same.
    models
        Champion by task.
    names
        The model's name by task.
    texts
        Further files, such as the tasks' declarations.
    """

    version: str
    models: Mapping[str, Model]
    names: Mapping[str, str]
    texts: Mapping[str, str]


def write_bundle(folder: Path, models: Mapping[str, Model], texts: Mapping[str, str]) -> str:
    """Write a bundle under `folder`, make it the current one and return its version.

    Parameters
    ----------
    folder
        Home of a workspace's bundles; it is made if need be.
    models
        Champion by task.
    texts
        Further files by name; names must not contain a slash.
    """
    files = dict(texts)
    for task, model in models.items():
        files |= {f"{task}/{name}": text for name, text in model.files().items()}
    sums = {name: _checksum(text.encode()) for name, text in sorted(files.items())}
    names = {task: model.name for task, model in models.items()}
    manifest = json.dumps({"files": sums, "models": names}, indent=1, sort_keys=True) + "\n"
    version = _checksum(manifest.encode())[:16]
    home = folder / version
    for name, text in {**files, MANIFEST: manifest}.items():
        _write(home / name, text)
    _write(folder / CURRENT, json.dumps({"version": version}) + "\n")
    return version


def current_version(folder: Path) -> str:
    """Return the version of the bundle to use.

    Raises
    ------
    ModelError
        If there is none.
    """
    try:
        return str(json.loads((folder / CURRENT).read_text(encoding="utf-8"))["version"])
    except FileNotFoundError as error:
        raise ModelError(
            f"{folder} holds no models to serve; run `patron train` and `patron score` first."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder / CURRENT} is damaged: {error!r}.") from error


def read_bundle(folder: Path, version: str | None = None) -> Bundle:
    """Return the bundle of a version, or the current one, every checksum compared.

    Raises
    ------
    ModelError
        If there is none, a file is missing, or one differs from its checksum.
    """
    version = version or current_version(folder)
    if not version.isalnum():
        raise ModelError(f"{version!r} is not a version of a bundle.")
    home = folder / version
    manifest = _read(home / MANIFEST)
    if _checksum(manifest)[:16] != version:
        raise ModelError(f"{home / MANIFEST} differs from its checksum; the bundle is damaged.")
    said = json.loads(manifest)
    files = {}
    for name, checksum in said["files"].items():
        content = _read(home / name)
        if _checksum(content) != checksum:
            raise ModelError(f"{home / name} differs from its checksum; the bundle is damaged.")
        files[name] = content.decode()
    models = {
        task: Model.from_files(
            {
                name.removeprefix(f"{task}/"): text
                for name, text in files.items()
                if name.startswith(f"{task}/")
            }
        )
        for task in said["models"]
    }
    texts = {name: text for name, text in files.items() if "/" not in name}
    return Bundle(version, models, said["models"], texts)


def _checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read; the bundle is damaged: {error}.") from error


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(text.encode())
    os.replace(draft, path)
